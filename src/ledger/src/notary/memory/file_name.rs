//! How a ledger's file is named, and which ledger a file is of.

use domain::LedgerId;

/// How the name of a ledger's file ends.
const SUFFIX: &str = ".signed";
/// Bytes of a file's name, at the most; no ledger of ours comes near it.
const FILE_NAME_MAX: usize = 200;

/// Letters, digits and `-_:` stand for themselves, every other byte as `%2E`. A ledger's name comes from the database, whose owner may have
/// written anything there.
pub(super) fn file_name(ledger: &LedgerId) -> Option<String> {
    let mut name = String::new();
    for byte in ledger.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-_:".contains(&byte) {
            name.push(byte.into());
        } else {
            name.push('%');
            name.push_str(&hex::encode_upper([byte]));
        }
    }
    (!name.is_empty() && name.len() <= FILE_NAME_MAX).then(|| name + SUFFIX)
}

pub(super) fn ledger_of(file_name: &str) -> Option<LedgerId> {
    let mut rest = file_name.strip_suffix(SUFFIX)?;
    let mut bytes = Vec::new();
    while let Some(first) = rest.bytes().next() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(rest.get(1..3)?, 16).ok()?);
            rest = rest.get(3..)?;
        } else {
            bytes.push(first);
            rest = rest.get(1..)?;
        }
    }
    Some(LedgerId::new(String::from_utf8(bytes).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledgers_file_lies_in_the_folder_whatever_its_name() {
        for name in
            ["account", "us-east-1_AbC", "us-east-1:0a-1b", "../../etc/passwd", "a.b", "ä/\u{0}", "%41"]
        {
            let file = file_name(&LedgerId::new(name)).unwrap();
            assert!(!file.contains('/') && !file.starts_with('.'), "{file}");
            assert_eq!(ledger_of(&file), Some(LedgerId::new(name)));
        }
        assert_eq!(file_name(&LedgerId::new("us-east-1_AbC")).unwrap(), "us-east-1_AbC.signed");
        assert_eq!(file_name(&LedgerId::new("")), None);
        assert_eq!(file_name(&LedgerId::new("x".repeat(FILE_NAME_MAX + 1))), None);
    }
}
