//! Tests stand beside the rules for now.
