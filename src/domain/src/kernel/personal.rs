//! Values that must not lie in the log in the clear: personal data, and secrets (password hashes, private keys).
//!
//! Both serialise as an object with one marked member. The ledger's codec takes everything so marked out of an event and
//! seals it as one blob with the subject's key (the ledger's key where there is no subject). Where the key is gone they read
//! as forgotten, never as an error.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

/// Member name that marks personal data.
pub const MARK_PERSONAL: &str = "$personal";
/// Member name that marks a secret.
pub const MARK_SECRET: &str = "$secret";
/// Member name that replaces either once its key is destroyed.
pub const MARK_FORGOTTEN: &str = "$forgotten";

/// A value that is personal data (an e-mail address, a record of a dataset). Shown to authorised callers; never in `Debug`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Personal<T> {
    /// The value.
    Known(T),
    /// The subject's key was destroyed.
    Forgotten,
}

/// A secret (a password hash, a verifier, a private key). No tool prints it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Secret<T> {
    /// The value.
    Known(T),
    /// The key that sealed it was destroyed.
    Forgotten,
}

macro_rules! sealed_value {
    ($name:ident, $mark:literal) => {
        impl<T> $name<T> {
            /// The value, unless it is forgotten.
            pub const fn known(&self) -> Option<&T> {
                match self {
                    Self::Known(value) => Some(value),
                    Self::Forgotten => None,
                }
            }

            /// The value itself, unless it is forgotten.
            pub fn into_known(self) -> Option<T> {
                match self {
                    Self::Known(value) => Some(value),
                    Self::Forgotten => None,
                }
            }
        }

        impl<T: Default> Default for $name<T> {
            fn default() -> Self {
                Self::Known(T::default())
            }
        }

        impl<T> From<T> for $name<T> {
            fn from(value: T) -> Self {
                Self::Known(value)
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    Self::Known(_) => concat!(stringify!($name), "(***)"),
                    Self::Forgotten => concat!(stringify!($name), "(forgotten)"),
                })
            }
        }

        impl<T: Serialize> Serialize for $name<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[derive(Serialize)]
                enum Marked<'a, T> {
                    #[serde(rename = $mark)]
                    Known(&'a T),
                    #[serde(rename = "$forgotten")]
                    Forgotten(()),
                }
                match self {
                    Self::Known(value) => Marked::Known(value),
                    Self::Forgotten => Marked::Forgotten(()),
                }
                .serialize(serializer)
            }
        }

        impl<'de, T: DeserializeOwned> Deserialize<'de> for $name<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(bound = "T: DeserializeOwned")]
                enum Marked<T> {
                    #[serde(rename = $mark)]
                    Known(T),
                    #[serde(rename = "$forgotten")]
                    Forgotten(()),
                }
                Ok(match Marked::deserialize(deserializer)? {
                    Marked::Known(value) => Self::Known(value),
                    Marked::Forgotten(()) => Self::Forgotten,
                })
            }
        }
    };
}

sealed_value!(Personal, "$personal");
sealed_value!(Secret, "$secret");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_value_is_marked_when_written_and_hidden_when_debugged() {
        let value = Personal::Known("ada@example.com".to_owned());
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(json, serde_json::json!({ "$personal": "ada@example.com" }));
        assert_eq!(serde_json::from_value::<Personal<String>>(json).unwrap(), value);
        assert_eq!(format!("{value:?}"), "Personal(***)");
    }

    #[test]
    fn what_is_forgotten_reads_as_forgotten() {
        let json = serde_json::json!({ "$forgotten": null });
        assert_eq!(serde_json::from_value::<Personal<String>>(json.clone()).unwrap(), Personal::Forgotten);
        assert_eq!(serde_json::from_value::<Secret<String>>(json).unwrap(), Secret::Forgotten);
    }
}
