//! Typed ids: a UUIDv7, kept as text, shown with a prefix.

/// Declares an id newtype: `id!(/// A post. PostId, "post");`.
///
/// The type prints as `post_<32 hex digits>`, is stored as the hyphenated UUID, and reads either form back.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name($crate::id::Uuid);

        impl $name {
            /// The prefix with which the id is shown.
            pub const PREFIX: &'static str = $prefix;

            /// A new id whose time part is now.
            #[must_use]
            pub fn generate() -> Self {
                Self($crate::id::Uuid::now_v7())
            }

            /// The bare UUID.
            #[must_use]
            pub const fn uuid(self) -> $crate::id::Uuid {
                self.0
            }

            /// Wraps a UUID read elsewhere.
            #[must_use]
            pub const fn from_uuid(uuid: $crate::id::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::id::ParseError;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::id::parse($prefix, text).map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }

        impl From<$name> for $crate::Value {
            fn from(id: $name) -> Self {
                $crate::Value::from(id.0.hyphenated().to_string())
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
                let text = <String as $crate::sea_orm::TryGetable>::try_get_by(row, index)?;
                text.parse().map_err(|error: $crate::id::ParseError| {
                    $crate::sea_orm::TryGetError::DbErr($crate::sea_orm::DbErr::Type(error.to_string()))
                })
            }
        }
    };
}

pub use uuid::Uuid;

/// The text is not an id of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the kind {wanted}_…")]
pub struct ParseError {
    /// The prefix that was wanted.
    pub wanted: &'static str,
}

/// Reads `prefix_<hex>` or a bare UUID.
///
/// # Errors
/// For any other text, another prefix among them.
pub fn parse(prefix: &'static str, text: &str) -> Result<Uuid, ParseError> {
    let bare = match text.split_once('_') {
        Some((found, rest)) if found == prefix => rest,
        Some(_) => return Err(ParseError { wanted: prefix }),
        None => text,
    };
    Uuid::try_parse(bare).map_err(|_| ParseError { wanted: prefix })
}
