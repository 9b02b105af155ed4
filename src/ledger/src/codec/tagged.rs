//! Kind and payload of an event in the form that its enum is read from, an object of `type` and `data`, without building one.

use serde::{
    de::{
        DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor, value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::Error;

/// The tag comes first, so that its reader knows at once what the payload is.
pub(crate) struct Tagged<'a> {
    kind: &'a str,
    data: &'a [u8],
}

impl<'a> Tagged<'a> {
    /// `data` is JSON.
    pub(crate) fn new(kind: &'a str, data: &'a [u8]) -> Self {
        Self { kind, data }
    }

    pub(crate) fn read<E: DeserializeOwned>(self) -> Result<E, Error> {
        E::deserialize(self)
    }
}

impl<'de> Deserializer<'de> for Tagged<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Members { event: self, next: Member::Type })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

enum Member {
    Type,
    Data,
    None,
}

struct Members<'a> {
    event: Tagged<'a>,
    next: Member,
}

impl<'a> MapAccess<'a> for Members<'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let name = match self.next {
            Member::Type => "type",
            Member::Data => "data",
            Member::None => return Ok(None),
        };
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match std::mem::replace(&mut self.next, Member::None) {
            Member::Type => {
                self.next = Member::Data;
                seed.deserialize(BorrowedStrDeserializer::new(self.event.kind))
            }
            Member::Data | Member::None => {
                let mut json = serde_json::Deserializer::from_slice(self.event.data);
                let value = seed.deserialize(&mut json)?;
                json.end()?;
                Ok(value)
            }
        }
    }
}
