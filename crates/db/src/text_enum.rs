//! Enums that are kept as one word of text.

/// Declares an enum whose variants are stored, sent and logged as words.
///
/// `text_enum! { /// Doc. pub enum State { /// Doc. Draft = "draft", … } }` gives `as_str`, `parse`, `ALL`, serde and
/// the database conversions.
#[macro_export]
macro_rules! text_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every variant, in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word back; `None` for any other.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let word = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&word).ok_or_else(|| ::serde::de::Error::unknown_variant(&word, &[$($word),+]))
            }
        }

        impl From<$name> for $crate::Value {
            fn from(value: $name) -> Self {
                $crate::Value::from(value.as_str())
            }
        }

        impl $crate::sea_orm::sea_query::Nullable for $name {
            fn null() -> $crate::Value {
                <String as $crate::sea_orm::sea_query::Nullable>::null()
            }
        }

        impl $crate::sea_orm::TryGetable for $name {
            fn try_get_by<I: $crate::sea_orm::ColIdx>(
                row: &$crate::sea_orm::QueryResult,
                index: I,
            ) -> ::std::result::Result<Self, $crate::sea_orm::TryGetError> {
                let word = <String as $crate::sea_orm::TryGetable>::try_get_by(row, index)?;
                Self::parse(&word).ok_or_else(|| {
                    $crate::sea_orm::TryGetError::DbErr($crate::sea_orm::DbErr::Type(format!(
                        "{word:?} is no {}", stringify!($name)
                    )))
                })
            }
        }
    };
}
