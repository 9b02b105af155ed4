//! The keys that encrypt codes for functions that send them, read from files.

use std::{collections::BTreeMap, path::PathBuf, str::FromStr};

use crypto::encryption_sdk::WrappingKey;

/// Where the key of a `KMSKeyID` is: `ARN=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderKey {
    arn: String,
    file: PathBuf,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NoSenderKey {
    /// The file cannot be read.
    #[error("--sender-key: {} cannot be read: {fault}", .file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        fault: std::io::Error,
    },
    /// The file holds something else.
    #[error("--sender-key: {} must hold 64 hex digits, as `openssl rand -hex 32` writes them", .0.display())]
    NotAKey(PathBuf),
}

impl FromStr for SenderKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (arn, file) = text.split_once('=').unwrap_or_default();
        if !arn.starts_with("arn:") || file.is_empty() {
            return Err("must be ARN=FILE, such as arn:aws:kms:us-east-1:123456789012:key/codes=./codes.key"
                .to_owned());
        }
        Ok(Self { arn: arn.to_owned(), file: file.into() })
    }
}

/// The keys by their ARNs.
pub(crate) fn read(keys: &[SenderKey]) -> Result<BTreeMap<String, WrappingKey>, NoSenderKey> {
    let one = |SenderKey { arn, file }: &SenderKey| {
        let text = std::fs::read_to_string(file)
            .map_err(|fault| NoSenderKey::Unreadable { file: file.clone(), fault })?;
        let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| NoSenderKey::NotAKey(file.clone()))?;
        Ok((arn.clone(), WrappingKey::new(arn.clone(), bytes)))
    };
    keys.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_key_names_its_arn_and_its_file() {
        let key: SenderKey = "arn:aws:kms:us-east-1:123456789012:key/codes=a=b.key".parse().unwrap();
        assert_eq!(key.arn, "arn:aws:kms:us-east-1:123456789012:key/codes");
        assert_eq!(key.file, PathBuf::from("a=b.key"));
        for wrong in ["", "codes.key", "arn:aws:kms:us-east-1:123456789012:key/codes", "arn:a=", "=codes.key"]
        {
            assert!(wrong.parse::<SenderKey>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_holds_the_64_digits_of_a_key_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("codes.key");
        let key = SenderKey { arn: "arn:a".to_owned(), file: file.clone() };
        assert!(matches!(read(std::slice::from_ref(&key)), Err(NoSenderKey::Unreadable { .. })));
        for wrong in ["", "07", &"07".repeat(33), &"0x".repeat(32)] {
            std::fs::write(&file, wrong).unwrap();
            assert!(matches!(read(std::slice::from_ref(&key)), Err(NoSenderKey::NotAKey(_))), "{wrong}");
        }
        std::fs::write(&file, format!("{}\n", "07".repeat(32))).unwrap();
        assert!(read(&[key]).unwrap().contains_key("arn:a"));
    }
}
