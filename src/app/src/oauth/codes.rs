//! Authorization codes.

use domain::Moment;

use super::{
    OAuth,
    clients::ProvedClient,
    refused::{ErrorCode, Refused},
};
use crate::user_pools::tokens::TokenSet;

/// What a client gives for tokens after a user has signed in on the pages.
pub struct Redemption {
    /// `code`
    pub code: String,
    /// `redirect_uri`: where the code was sent to.
    pub redirect_uri: Option<String>,
    /// `code_verifier`
    pub verifier: Option<String>,
}

impl OAuth {
    /// The tokens for a code. No code is given out yet, so that none is right.
    pub(super) async fn redeem(
        &self,
        _: &ProvedClient,
        _: Redemption,
        _: &Moment,
    ) -> Result<TokenSet, Refused> {
        Err(ErrorCode::InvalidGrant.into())
    }
}
