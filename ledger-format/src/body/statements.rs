//! The statements that a rulebook adds, as one enum by kind: written and read like every body.

/// Makes the enum and its ways to and from bytes out of `Variant(Body) = KIND;` lines.
macro_rules! statements {
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident($body:ty) = $kind:ident;)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant($body),)*
        }

        impl $name {
            /// Every kind of these, in order.
            pub const KINDS: &[Kind] = &[$(Kind::$kind),*];

            /// The kind under which it is written.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant(_) => Kind::$kind,)*
                }
            }

            pub(super) fn encode_after(&self, context: &Context, out: &mut Vec<u8>) -> Result<(), EncodingFault> {
                match self {
                    $(Self::$variant(body) => encoding::encode_into(out, &(context, body)),)*
                }
            }

            /// Decodes context and body; `None` for a kind that is not one of these.
            pub(super) fn decode_after(kind: Kind, bytes: &[u8]) -> Option<Result<(Context, Self), EncodingFault>> {
                match kind {
                    $(Kind::$kind => Some(
                        encoding::decode::<(Context, $body)>(bytes)
                            .map(|(context, body)| (context, Self::$variant(body))),
                    ),)*
                    _ => None,
                }
            }
        }
    };
}

pub(super) use statements;
