//! What a sign-in at a provider goes on with: sealed, once for the way to the provider and back, and once for the way from a posted answer
//! to the browser's cookie.

use domain::{Timestamp, user_pools::federation::Protocol};
use serde::{Deserialize, Serialize};

use crate::{
    kernel::sealer::{Form, Token},
    oauth::authorize::{Asked, Parameters},
    user_pools::{federation::SignInAtProvider, pools::OpenPool, sign_in::Vouched},
};

/// How long a sign-in at a provider may take.
const LASTS_SECONDS: i64 = 300;

/// The state of a sign-in at a provider.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State {
    /// Random: what makes the sign-in one of its own.
    pub(super) id: [u8; 16],
    /// The provider's name.
    pub(super) provider: String,
    /// The client's request.
    pub(super) request: Parameters,
    /// A digest of the browser's cookie.
    pub(super) browser: [u8; 32],
    ends_at: Timestamp,
}

impl State {
    pub(super) fn new(
        id: [u8; 16],
        provider: &str,
        asked: &Asked,
        browser: [u8; 32],
        now: Timestamp,
    ) -> Self {
        let (provider, request) = (provider.to_owned(), asked.request.clone());
        Self { id, provider, request, browser, ends_at: now.plus_seconds(LASTS_SECONDS) }
    }

    /// The sign-in, as it is recorded.
    pub(super) fn sign_in<'a>(&'a self, pool: &'a OpenPool, protocol: Protocol) -> SignInAtProvider<'a> {
        let client_id = self.request.client_id.as_deref().unwrap_or_default();
        SignInAtProvider { pool, client_id, provider: &self.provider, protocol }
    }

    /// The id as it is claimed.
    pub(super) fn claimed_id(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.id))
    }
}

impl Token for State {
    const KEY: &'static str = "federation";
    const PURPOSE: &'static str = "sign-in at a provider";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends_at)
    }
}

/// A user who has come back from a provider by a posted answer, on the way to show the browser's cookie.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Resumed {
    pub(super) vouched: Vouched,
    pub(super) request: Parameters,
    pub(super) browser: [u8; 32],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at_provider: Option<SessionAtProvider>,
    pub(super) ends_at: Timestamp,
}

impl Resumed {
    /// The sign-in, as it is recorded. With a session at the provider it is one of SAML.
    pub(super) fn sign_in<'a>(&'a self, pool: &'a OpenPool) -> SignInAtProvider<'a> {
        let client_id = self.request.client_id.as_deref().unwrap_or_default();
        let protocol = if self.at_provider.is_some() { Protocol::Saml } else { Protocol::Code };
        SignInAtProvider { pool, client_id, provider: self.vouched.provider(), protocol }
    }
}

impl Token for Resumed {
    const KEY: &'static str = "federation";
    const PURPOSE: &'static str = "answer of a provider";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends_at)
    }
}

/// A user's session at a SAML provider, which ends with the one here. It is kept by the browser.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SessionAtProvider {
    pub(super) provider: String,
    pub(super) name: String,
    pub(super) format: Option<String>,
    pub(super) qualifier: Option<String>,
    pub(super) sp_qualifier: Option<String>,
    pub(super) index: Option<String>,
}

impl Token for SessionAtProvider {
    const KEY: &'static str = "federation";
    const PURPOSE: &'static str = "session at a provider";
    const FORM: Form = Form::Bare;

    /// The provider decides when its session ends.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}
