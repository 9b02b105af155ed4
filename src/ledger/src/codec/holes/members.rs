//! A map that is written with holes, or that is itself what a hole stands for.

use std::cell::RefCell;

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap},
};

use super::{Extracted, Marked, hole, is_mark};

/// A map that is being written. Its first key decides whether it is taken out whole.
pub(super) struct Members<'m, S: Serializer> {
    pub(super) state: State<S>,
    pub(super) marked: &'m RefCell<Marked>,
}

/// The state of the map.
pub(super) enum State<S: Serializer> {
    Empty(S, Option<usize>),
    Open(S::SerializeMap),
    /// Its text so far, and where its hole is to be.
    TakenOut(Vec<u8>, S),
    /// While it changes from one of the other states to another.
    Moving,
}

impl<S: Serializer> Members<'_, S> {
    /// The first key is known: the map is opened, or taken out.
    fn begin(&mut self, key: &[u8]) -> Result<(), S::Error> {
        if let State::Empty(into, len) = std::mem::replace(&mut self.state, State::Moving) {
            let mark = serde_json::from_slice::<String>(key).is_ok_and(|key| is_mark(&key));
            self.state =
                if mark { State::TakenOut(Vec::new(), into) } else { State::Open(into.serialize_map(len)?) };
        }
        Ok(())
    }
}

/// A key as JSON: what is no text (a number) is put into quotes.
fn key_text(key: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    // The map is left where its value would be: `{"key"`.
    serde_json::Serializer::new(&mut text).serialize_map(Some(1))?.serialize_key(key)?;
    Ok(text.split_off(1))
}

impl<S: Serializer> SerializeMap for Members<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        if let State::Empty(..) = self.state {
            self.begin(&key_text(key).map_err(S::Error::custom)?)?;
        }
        match &mut self.state {
            State::Open(map) => map.serialize_key(key),
            State::TakenOut(text, _) => {
                text.push(if text.is_empty() { b'{' } else { b',' });
                text.extend(key_text(key).map_err(S::Error::custom)?);
                Ok(())
            }
            State::Empty(..) | State::Moving => Err(S::Error::custom("a map that was not begun")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        match &mut self.state {
            State::Open(map) => map.serialize_value(&Extracted { value, marked: self.marked }),
            State::TakenOut(text, _) => {
                text.push(b':');
                serde_json::to_writer(text, value).map_err(S::Error::custom)
            }
            State::Empty(..) | State::Moving => Err(S::Error::custom("a value without a key")),
        }
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        match self.state {
            State::Empty(into, len) => into.serialize_map(len)?.end(),
            State::Open(map) => map.end(),
            State::TakenOut(mut text, into) => {
                text.push(b'}');
                let whole = |items: &mut Vec<u8>| {
                    items.extend_from_slice(&text);
                    Ok(())
                };
                let number = self.marked.borrow_mut().keep(whole).map_err(S::Error::custom)?;
                hole(number, into)
            }
            State::Moving => Err(S::Error::custom("a map that was not begun")),
        }
    }
}
