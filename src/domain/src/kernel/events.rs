//! What every event enum has in common: stable written kinds, shapes, and upcasting of old shapes.

use std::fmt::Debug;

use serde::{Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;

/// The written name of a kind of event and the shape it is written in today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `user.signed_up`: never changed once written.
    pub name: &'static str,
    /// Counts up when the payload changes incompatibly; starts at 1.
    pub shape: u16,
}

impl Kind {
    /// The kind of this name, in this shape.
    pub const fn new(name: &'static str, shape: u16) -> Self {
        Self { name, shape }
    }
}

/// A closed enum of facts, adjacently tagged (`type`, `data`) so that the tag can stand in a column of its own.
/// Made by [`events!`](crate::events!).
pub trait Event: Serialize + DeserializeOwned + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// Every kind, in the order of the enum.
    const KINDS: &'static [Kind];

    /// The kind of this fact.
    fn kind(&self) -> Kind;

    /// Writes the payload without its tag.
    fn serialize_payload<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Lifts the payload of an older shape to today's. Pure; the default suits events that have only ever had one shape.
    fn upcast(_kind: &str, _shape: u16, data: Value) -> Value {
        data
    }
}

/// Declares the closed enum of an aggregate's events: the written kind stands beside its variant, once.
///
/// ```
/// # use serde::{Serialize, Deserialize};
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)] pub struct Opened {}
/// domain::events! {
///     /// Facts about a door.
///     pub enum DoorEvent {
///         "door.opened" 1 => Opened,
///     }
/// }
/// ```
///
/// An enum whose events had older shapes names the function that lifts them: `pub enum DoorEvent lifted by upcast { .. }`.
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* $vis:vis enum $name:ident $(lifted by $upcast:path)? { $($(#[$variant_meta:meta])* $kind:literal $shape:literal => $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = "type", content = "data")]
        $vis enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("`", $kind, "`")]
                #[serde(rename = $kind)]
                $variant($variant),
            )+
        }

        impl $crate::Event for $name {
            const KINDS: &'static [$crate::Kind] = &[$($crate::Kind { name: $kind, shape: $shape }),+];

            fn kind(&self) -> $crate::Kind {
                match self {
                    $(Self::$variant(_) => $crate::Kind { name: $kind, shape: $shape }),+
                }
            }

            fn serialize_payload<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => ::serde::Serialize::serialize(payload, serializer)),+
                }
            }

            $(fn upcast(kind: &str, shape: u16, data: ::serde_json::Value) -> ::serde_json::Value {
                $upcast(kind, shape, data)
            })?
        }

        $(impl From<$variant> for $name {
            fn from(event: $variant) -> Self {
                Self::$variant(event)
            }
        })+
    };
}
