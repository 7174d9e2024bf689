//! What statements say, as one enum by kind: made out of the kinds that every rulebook knows, and of what later ones add.
//!
//! Invariant: a kind has one body, and one rulebook that was the first to know it; who asks for that asks here.

/// Makes the enum and its ways to and from bytes out of `Variant(Body) = KIND;` lines; before them, the statements that later
/// rulebooks add, with the version that does.
macro_rules! bodies {
    (
        later { $(#[$later_doc:meta] $later:ident = $rulebook:literal,)* }
        $($(#[$doc:meta])* $variant:ident($body:ty) = $kind:ident;)*
    ) => {
        /// What a statement says, by kind.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Body {
            $($(#[$doc])* $variant($body),)*
            $(#[$later_doc] $later($later),)*
        }

        impl Body {
            /// The kind under which it is written.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant(_) => Kind::$kind,)*
                    $(Self::$later(body) => body.kind(),)*
                }
            }

            /// The version of the first rulebook that knows a kind; `None` for a kind that this version does not list.
            #[must_use]
            pub fn rulebook_of(kind: Kind) -> Option<u32> {
                match kind {
                    $(Kind::$kind => Some(1),)*
                    _ => None$(.or_else(|| $later::KINDS.contains(&kind).then_some($rulebook)))*,
                }
            }

            pub(crate) fn encode_after(
                &self,
                context: &Context,
                out: &mut Vec<u8>,
            ) -> Result<(), EncodingFault> {
                match self {
                    $(Self::$variant(body) => encoding::encode_into(out, &(context, body)),)*
                    $(Self::$later(body) => body.encode_after(context, out),)*
                }
            }

            /// Decodes context and body of a known kind; `None` for a kind that this version does not list.
            pub(crate) fn decode_after(
                kind: Kind,
                bytes: &[u8],
            ) -> Option<Result<(Context, Self), EncodingFault>> {
                match kind {
                    $(Kind::$kind => Some(
                        encoding::decode::<(Context, $body)>(bytes)
                            .map(|(context, body)| (context, Self::$variant(body))),
                    ),)*
                    _ => None$(.or_else(|| {
                        $later::decode_after(kind, bytes)
                            .map(|read| read.map(|(context, body)| (context, Self::$later(body))))
                    }))*,
                }
            }
        }
    };
}

pub(super) use bodies;

#[cfg(test)]
mod tests {
    use crate::body::{Article6, Body, Holds, Notices, Origins};
    use crate::codes::Kind;

    #[test]
    fn every_kind_has_a_rulebook_that_was_the_first_to_know_it() {
        let later = [(2, Article6::KINDS), (3, Origins::KINDS), (4, Holds::KINDS), (5, Notices::KINDS)];
        for kind in Kind::ALL {
            let of_later =
                later.iter().find(|(_, kinds)| kinds.contains(kind)).map_or(1, |(first, _)| *first);
            assert_eq!(Body::rulebook_of(*kind), Some(of_later), "{kind:?}");
        }
        assert_eq!(Body::rulebook_of(Kind(9_999)), None);
    }
}
