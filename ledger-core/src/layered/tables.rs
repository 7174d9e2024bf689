//! The tables of a subject out of their names and types: how they are changed, taken back and merged stands here once.

/// Makes `Tables`, its [`super::Subject`], and a way to read or change each table by its name.
macro_rules! tables {
    (
        layers { $($layer:ident: $layer_key:ty => $layer_value:ty,)* }
        said { $($said:ident: $key:ty => $value:ty,)* }
    ) => {
        /// What is known, or what a draft changes of it.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub(crate) struct Tables {
            $(pub(super) $layer: $crate::layered::Layer<$layer_key, $layer_value>,)*
            $(pub(super) $said: $crate::layered::Said<$key, $value>,)*
        }

        impl $crate::layered::Subject for Tables {
            fn savepoint(&mut self) {
                $(self.$layer.savepoint();)*
                $(self.$said.savepoint();)*
            }

            fn rollback(&mut self) {
                $(self.$layer.rollback();)*
                $(self.$said.rollback();)*
            }

            fn merge(&mut self, front: Self) {
                $(self.$layer.merge(front.$layer);)*
                $(self.$said.merge(front.$said);)*
            }
        }

        /// The tables to be read.
        pub(crate) type View<'a> = $crate::layered::View<'a, Tables>;
        /// The tables to be changed.
        pub(crate) type TablesMut<'a> = $crate::layered::ViewMut<'a, Tables>;

        impl<'a> View<'a> {
            $(
                pub(crate) fn $said(self) -> $crate::layered::SaidView<'a, $key, $value> {
                    $crate::layered::SaidView::of(self, |tables| &tables.$said)
                }
            )*
        }

        impl TablesMut<'_> {
            $(
                pub(super) fn $layer(&mut self, key: $layer_key, value: $layer_value) {
                    self.set(|tables| &mut tables.$layer, key, value);
                }
            )*
            $(
                pub(super) fn $said(&mut self, key: $key, first: u64, last: u64, value: Option<$value>) {
                    self.say(|tables| &mut tables.$said, key, (first, last), value);
                }
            )*
        }
    };
}

pub(crate) use tables;
