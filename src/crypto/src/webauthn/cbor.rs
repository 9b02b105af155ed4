//! Reads CBOR (RFC 8949) as authenticators write it: definite lengths, shallow, no tags and no numbers with a point.

/// How deep arrays and maps may lie in one another. An attestation is a map that holds a map of arrays.
const DEPTH_MAX: usize = 4;
/// Entries of a map. Each key is compared with those before it, and authenticators write a handful.
const ENTRIES_MAX: u64 = 64;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `false`, `true`, `null`.
    Simple(u8),
}

/// The value that bytes begin with, and the bytes behind it.
pub(super) fn read(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    item(bytes, 0)
}

impl<'a> Item<'a> {
    /// The value of a key of a map.
    pub(super) fn get(&self, key: &Self) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find_map(|(name, value)| (name == key).then_some(value))
    }

    pub(super) const fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(*bytes) } else { None }
    }

    pub(super) const fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }
}

fn item(bytes: &[u8], depth: usize) -> Option<(Item<'_>, &[u8])> {
    if depth > DEPTH_MAX {
        return None;
    }
    let (kind, number, rest) = head(bytes)?;
    match kind {
        0 => Some((Item::Integer(i64::try_from(number).ok()?), rest)),
        1 => Some((Item::Integer(-1 - i64::try_from(number).ok()?), rest)),
        2 => split(rest, number).map(|(bytes, rest)| (Item::Bytes(bytes), rest)),
        3 => {
            let (text, rest) = split(rest, number)?;
            Some((Item::Text(std::str::from_utf8(text).ok()?), rest))
        }
        4 => array(rest, number, depth),
        5 => map(rest, number, depth),
        7 if (20..=22).contains(&number) => Some((Item::Simple(u8::try_from(number).ok()?), rest)),
        _ => None,
    }
}

/// Lengths are not trusted: nothing is reserved for items that have not been read.
fn array(mut rest: &[u8], length: u64, depth: usize) -> Option<(Item<'_>, &[u8])> {
    let mut items = Vec::new();
    for _ in 0..length {
        let (next, behind) = item(rest, depth + 1)?;
        items.push(next);
        rest = behind;
    }
    Some((Item::Array(items), rest))
}

/// A key that comes twice would be read differently by others.
fn map(mut rest: &[u8], length: u64, depth: usize) -> Option<(Item<'_>, &[u8])> {
    if length > ENTRIES_MAX {
        return None;
    }
    let mut entries: Vec<(Item<'_>, Item<'_>)> = Vec::new();
    for _ in 0..length {
        let (key, behind) = item(rest, depth + 1)?;
        let (value, behind) = item(behind, depth + 1)?;
        if entries.iter().any(|(name, _)| *name == key) {
            return None;
        }
        entries.push((key, value));
        rest = behind;
    }
    Some((Item::Map(entries), rest))
}

/// The kind of an item, and the number that its head holds.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let length = match first & 31 {
        small @ 0..=23 => return Some((first >> 5, u64::from(small), rest)),
        length @ 24..=27 => 1 << (length - 24),
        _ => return None,
    };
    let (number, rest) = split(rest, length)?;
    let number = number.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    Some((first >> 5, number, rest))
}

fn split(bytes: &[u8], length: u64) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_hex(text: &str) -> Option<(Item<'static>, usize)> {
        let bytes: &'static [u8] = hex::decode(text).unwrap().leak();
        read(bytes).map(|(item, rest)| (item, rest.len()))
    }

    #[test]
    fn values_are_read_as_rfc_8949_writes_them() {
        for (text, expected) in [
            ("00", Item::Integer(0)),
            ("1818", Item::Integer(24)),
            ("1903e8", Item::Integer(1_000)),
            ("1a000f4240", Item::Integer(1_000_000)),
            ("26", Item::Integer(-7)),
            ("390100", Item::Integer(-257)),
            ("4401020304", Item::Bytes(&[1, 2, 3, 4])),
            ("6449455446", Item::Text("IETF")),
            ("820102", Item::Array(vec![Item::Integer(1), Item::Integer(2)])),
            ("a10126", Item::Map(vec![(Item::Integer(1), Item::Integer(-7))])),
            ("a0", Item::Map(Vec::new())),
            ("f5", Item::Simple(21)),
        ] {
            assert_eq!(read_hex(text), Some((expected, 0)), "{text}");
        }
        assert_eq!(read_hex("0001"), Some((Item::Integer(0), 1)), "what stands behind it is left");
    }

    #[test]
    fn what_is_cut_off_too_deep_repeated_or_of_another_kind_is_not_read() {
        for text in [
            "",
            "18",
            "44010203",
            "6449",
            "62c328",
            "8201",
            "a101",
            "9f01ff",
            "c001",
            "f90000",
            "1c",
            "9bffffffffffffffff",
            "5bffffffffffffffff",
            "1bffffffffffffffff",
            "a201010102",
            "818181818181",
        ] {
            assert_eq!(read_hex(text), None, "{text}");
        }
        assert!(read_hex("8181818100").is_some(), "as deep as it may be");
        let map = |entries: u8| {
            let keys: Vec<u8> = (0..entries).flat_map(|key| [0x18, key, 0]).collect();
            read_hex(&format!("b8{entries:02x}{}", hex::encode(keys))).is_some()
        };
        assert_eq!((map(64), map(65)), (true, false), "as many entries as there may be");
    }
}
