//! The commands of what is known of a SAML provider.

mod record_metadata;

pub use record_metadata::RecordMetadata;
