//! Names of identity providers.

/// The provider that every pool has: its own directory.
pub const OWN_PROVIDER: &str = "COGNITO";
