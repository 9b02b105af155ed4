//! JSON in which a numbered hole stands for every marked value; the marked values are written beside it.
//!
//! A hole is `{"$sealed":3}`. No other object that is written here begins with that key: a caller's own data in the form of a hole, or
//! of something marked, is taken out like what is marked, and comes back unchanged. So a hole is found in the text without reading it.

mod members;

use std::cell::RefCell;

use self::members::{Members, State};

use domain::{MARK_PERSONAL, MARK_SECRET};
use serde::{
    Serialize, Serializer,
    ser::{
        Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

/// The key that makes a hole of an object.
const HOLE: &str = "$sealed";
/// Usual size of a payload.
const USUAL: usize = 256;

/// The marked values of one or more values, taken out of them: the beginning of a JSON array.
#[derive(Default)]
pub(crate) struct Marked {
    items: Vec<u8>,
    count: usize,
}

impl Marked {
    /// The value as JSON with holes; the values that fill them are kept here.
    pub(crate) fn take_out_of(&mut self, value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
        let mut json = Vec::with_capacity(USUAL);
        let marked = RefCell::new(std::mem::take(self));
        value.serialize(Extractor { into: &mut serde_json::Serializer::new(&mut json), marked: &marked })?;
        *self = marked.into_inner();
        Ok(json)
    }

    /// All marked values, as a JSON array; `None` where there are none.
    pub(crate) fn into_json(mut self) -> Option<Vec<u8>> {
        (self.count > 0).then(|| {
            self.items.push(b']');
            self.items
        })
    }

    /// Keeps a value; returns the number of its hole.
    fn keep(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), serde_json::Error>,
    ) -> Result<usize, serde_json::Error> {
        self.items.push(if self.count == 0 { b'[' } else { b',' });
        write(&mut self.items)?;
        self.count += 1;
        Ok(self.count - 1)
    }
}

fn is_mark(key: &str) -> bool {
    [MARK_PERSONAL, MARK_SECRET, HOLE].contains(&key)
}

fn hole<S: Serializer>(number: usize, into: S) -> Result<S::Ok, S::Error> {
    let mut map = into.serialize_map(Some(1))?;
    map.serialize_entry(HOLE, &number)?;
    map.end()
}

/// A serializer that takes marked values out and passes the rest on to another serializer.
struct Extractor<'m, S> {
    into: S,
    marked: &'m RefCell<Marked>,
}

/// A value to be written through an [`Extractor`].
struct Extracted<'a, T: ?Sized> {
    value: &'a T,
    marked: &'a RefCell<Marked>,
}

impl<T: Serialize + ?Sized> Serialize for Extracted<'_, T> {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Extractor { into, marked: self.marked })
    }
}

/// The members or items of a value that is written through an [`Extractor`].
struct Within<'m, C> {
    into: C,
    marked: &'m RefCell<Marked>,
}

macro_rules! hand_on {
    ($($method:ident($($value:ident: $of:ty),*);)+) => {
        $(fn $method(self $(, $value: $of)*) -> Result<S::Ok, S::Error> {
            self.into.$method($($value),*)
        })+
    };
}

impl<'m, S: Serializer> Serializer for Extractor<'m, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Within<'m, S::SerializeSeq>;
    type SerializeTuple = Within<'m, S::SerializeTuple>;
    type SerializeTupleStruct = Within<'m, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Within<'m, S::SerializeTupleVariant>;
    type SerializeMap = Members<'m, S>;
    type SerializeStruct = Within<'m, S::SerializeStruct>;
    type SerializeStructVariant = Within<'m, S::SerializeStructVariant>;

    hand_on! {
        serialize_bool(v: bool);
        serialize_i8(v: i8);
        serialize_i16(v: i16);
        serialize_i32(v: i32);
        serialize_i64(v: i64);
        serialize_i128(v: i128);
        serialize_u8(v: u8);
        serialize_u16(v: u16);
        serialize_u32(v: u32);
        serialize_u64(v: u64);
        serialize_u128(v: u128);
        serialize_f32(v: f32);
        serialize_f64(v: f64);
        serialize_char(v: char);
        serialize_str(v: &str);
        serialize_bytes(v: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.into.serialize_some(&Extracted { value, marked: self.marked })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.into.serialize_newtype_struct(name, &Extracted { value, marked: self.marked })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        if !is_mark(variant) {
            return self.into.serialize_newtype_variant(
                name,
                index,
                variant,
                &Extracted { value, marked: self.marked },
            );
        }
        let whole = |items: &mut Vec<u8>| {
            serde_json::Serializer::new(items).serialize_newtype_variant(name, index, variant, value)
        };
        let number = self.marked.borrow_mut().keep(whole).map_err(S::Error::custom)?;
        hole(number, self.into)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Within { into: self.into.serialize_seq(len)?, marked: self.marked })
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Within { into: self.into.serialize_tuple(len)?, marked: self.marked })
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Within { into: self.into.serialize_tuple_struct(name, len)?, marked: self.marked })
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let into = self.into.serialize_tuple_variant(name, index, variant, len)?;
        Ok(Within { into, marked: self.marked })
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Members { state: State::Empty(self.into, len), marked: self.marked })
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        Ok(Within { into: self.into.serialize_struct(name, len)?, marked: self.marked })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let into = self.into.serialize_struct_variant(name, index, variant, len)?;
        Ok(Within { into, marked: self.marked })
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident),+) => {
        $(impl<C: $trait> $trait for Within<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                self.into.$method(&Extracted { value, marked: self.marked })
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.into.end()
            }
        })+
    };
}

items! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
}

macro_rules! fields {
    ($($trait:ident),+) => {
        $(impl<C: $trait> $trait for Within<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), C::Error> {
                self.into.serialize_field(key, &Extracted { value, marked: self.marked })
            }

            fn skip_field(&mut self, key: &'static str) -> Result<(), C::Error> {
                self.into.skip_field(key)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.into.end()
            }
        })+
    };
}

fields!(SerializeStruct, SerializeStructVariant);
