//! Ceremonies as clients carry them from call to call: the `Session`, and SRP's secret block. Both are sealed, so that any node can
//! continue. Which answers count, and how often, is decided by the user's aggregate.

use crypto::seal::{Mac, random_bytes};
use domain::{
    Moment, Timestamp,
    user_pools::sign_in::{
        Asked, AskedSecret, Began, Ceremony, Challenge, Flow, FormError, Refused, SignInUser,
    },
};

use crate::{
    Answer, Fault,
    kernel::sealer::{Form, Sealable, Unopened},
    user_pools::{UserPools, clients::OpenClient},
};

const KEY: &str = "ceremony";

/// A ceremony as a `Session`.
struct Session(Ceremony);

/// A ceremony as a secret block.
struct SecretBlock(Ceremony);

impl Sealable for Session {
    const KEY: &'static str = KEY;
    const PURPOSE: &'static str = "session";
    const FORM: Form = Form::Exact;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(expires_at(&self.0))
    }

    fn to_bytes(&self) -> Answer<Vec<u8>> {
        self.0.to_session().map_err(unwritable)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Ceremony::from_form(bytes).ok().map(Self)
    }
}

impl Sealable for SecretBlock {
    const KEY: &'static str = KEY;
    const PURPOSE: &'static str = "secret block";
    const FORM: Form = Form::Exact;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(expires_at(&self.0))
    }

    fn to_bytes(&self) -> Answer<Vec<u8>> {
        self.0.to_block().map_err(unwritable)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Ceremony::from_form(bytes).ok().map(Self)
    }
}

/// A ceremony without an open challenge cannot be continued.
fn expires_at(ceremony: &Ceremony) -> Timestamp {
    ceremony.asked.as_ref().map_or(ceremony.began_at, |asked| asked.expires_at)
}

/// Only a name that is longer than any user's does not fit.
fn unwritable(_: FormError) -> Fault {
    Refused::Wrong.into()
}

impl UserPools {
    /// A ceremony that begins now.
    pub(super) fn new_ceremony(
        &self,
        client: &OpenClient,
        user: SignInUser,
        way: (Flow, Began),
        moment: &Moment,
    ) -> Ceremony {
        Ceremony::begin(random_bytes(), user, self.digest(client), way, moment.now)
    }

    /// Sets the challenge that is asked, until the client's `AuthSessionValidity` is over.
    pub(super) fn set_asked(
        &self,
        client: &OpenClient,
        ceremony: &mut Ceremony,
        challenge: Challenge,
        secret: AskedSecret,
    ) {
        let minutes = client.config.auth_session_validity_minutes;
        let expires_at = ceremony.challenge_ends(self.core.clock().now(), minutes);
        ceremony.asked = Some(Asked { id: random_bytes(), challenge, secret, expires_at });
    }

    pub(super) fn seal_session(&self, client: &OpenClient, ceremony: Ceremony) -> Answer<String> {
        self.core.sealer.seal(client.pool.id.as_str(), &Session(ceremony))
    }

    pub(super) fn seal_block(&self, client: &OpenClient, ceremony: Ceremony) -> Answer<String> {
        self.core.sealer.seal(client.pool.id.as_str(), &SecretBlock(ceremony))
    }

    /// The ceremony of a `Session`.
    pub(super) fn open_session(&self, client: &OpenClient, text: &str) -> Answer<Ceremony> {
        let opened = self.core.sealer.open(client.pool.id.as_str(), text);
        self.opened(client, opened.map(|Session(ceremony)| ceremony), Refused::Outdated)
    }

    /// The ceremony of a secret block.
    pub(super) fn open_block(&self, client: &OpenClient, text: &str) -> Answer<Ceremony> {
        let opened = self.core.sealer.open(client.pool.id.as_str(), text);
        self.opened(client, opened.map(|SecretBlock(ceremony)| ceremony), Refused::Wrong)
    }

    fn opened(
        &self,
        client: &OpenClient,
        opened: Result<Ceremony, Unopened>,
        otherwise: Refused,
    ) -> Answer<Ceremony> {
        match opened {
            Ok(ceremony) if ceremony.client == self.digest(client) => Ok(ceremony),
            Ok(_) | Err(Unopened::Invalid) => Err(otherwise.into()),
            Err(Unopened::Expired) => {
                Err(Fault::not_authorized("Invalid session for the user, session is expired."))
            }
        }
    }

    /// Identifies the client in its ceremonies.
    fn digest(&self, client: &OpenClient) -> [u8; 16] {
        let mac = Mac::new(&self.core.derived("client of a ceremony", client.pool.id.as_str()));
        let mut digest = [0; 16];
        digest.copy_from_slice(&mac.of(&[client.id.as_bytes()])[..16]);
        digest
    }
}
