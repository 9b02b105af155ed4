//! Members of an answer that a function may leave `null`: what they are by default is written so, and read from it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Default + PartialEq + Serialize,
    S: Serializer,
{
    (*value != T::default()).then_some(value).serialize(serializer)
}

pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
