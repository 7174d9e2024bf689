//! The format's limits (`spec/format.md` section 8), in one place.
//!
//! Invariant: a value here changes only together with the format version.

/// Version of the format that this crate reads and writes.
pub const FORMAT_VERSION: u16 = 1;
/// Largest entry, in bytes: its leaf (8 bytes more) then fits the 16-bit lengths of C2SP tiles.
pub const ENTRY_SIZE_MAX: usize = 65_527;
/// Smallest entry that can be cut: statement header, two empty options, one signature.
pub const ENTRY_SIZE_MIN: usize = STATEMENT_HEADER_SIZE + 2 + 1 + SIGNATURE_SIZE;
/// Fixed part of a statement, in bytes.
pub const STATEMENT_HEADER_SIZE: usize = 36;
/// One signature with its key number, in bytes.
pub const SIGNATURE_SIZE: usize = 68;
/// Most signatures on an entry.
pub const SIGNATURES_MAX: usize = 32;
/// Largest batch frame, header included, in bytes.
pub const BATCH_SIZE_MAX: usize = 8 * 1024 * 1024;
/// Largest payload of a batch frame, in bytes.
pub const BATCH_PAYLOAD_SIZE_MAX: usize = BATCH_SIZE_MAX - BATCH_HEADER_SIZE;
/// Header of a segment, in bytes.
pub const SEGMENT_HEADER_SIZE: usize = 256;
/// Header of a batch frame, in bytes.
pub const BATCH_HEADER_SIZE: usize = 112;
/// A head-signature frame, in bytes.
pub const HEAD_FRAME_SIZE: usize = 160;
/// A segment's usual size, in bytes.
pub const SEGMENT_SIZE_DEFAULT: u64 = 64 * 1024 * 1024;
/// Largest origin, in bytes.
pub const ORIGIN_SIZE_MAX: usize = 128;
/// Highest serial.
pub const SERIAL_MAX: u64 = (1 << 63) - 1;
/// Units that one movement may debit or credit: fewer than this.
pub const UNITS_LIMIT: u64 = 1 << 63;
/// Most postings of a movement.
pub const POSTINGS_MAX: usize = 2_048;
/// Most blocks of units authorized, of identifiers assigned, of a hold, of a restriction or of a notice.
pub const BLOCKS_MAX: usize = 1_024;
/// Most components of an activity.
pub const COMPONENTS_MAX: usize = 256;
/// Most lines of a monitoring.
pub const LINES_MAX: usize = 256;
/// Most deductions of a line.
pub const DEDUCTIONS_MAX: usize = 16;
/// Most accounts of a restriction.
pub const RESTRICTED_ACCOUNTS_MAX: usize = 256;
/// Most registries of a cooperative approach.
pub const APPROACH_REGISTRIES_MAX: usize = 64;
/// Largest checkpoint text, in bytes.
pub const CHECKPOINT_SIZE_MAX: usize = 16_384;
/// Largest trust file, in bytes.
pub const TRUST_SIZE_MAX: usize = 65_536;
/// Default of the rulebook option `not_after_limit_ms`: 180 days.
pub const NOT_AFTER_LIMIT_DEFAULT_MS: u64 = 180 * 24 * 60 * 60 * 1_000;
/// Default of the rulebook option `hold_limit_ms`: 90 days.
pub const HOLD_LIMIT_DEFAULT_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

const _: () = assert!(ENTRY_SIZE_MAX + 8 == u16::MAX as usize);
const _: () = assert!(BATCH_PAYLOAD_SIZE_MAX == 8_388_496);
