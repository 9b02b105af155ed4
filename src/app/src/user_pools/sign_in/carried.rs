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

/// A ceremony as the `Session` of `MFA_SETUP`, which names its pool and client: `AssociateSoftwareToken` and `VerifySoftwareToken` do not.
struct SetupSession {
    pool: String,
    client: String,
    ceremony: Ceremony,
}

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

impl Sealable for SetupSession {
    const KEY: &'static str = "ceremony of any pool";
    const PURPOSE: &'static str = "session that sets up a factor";
    const FORM: Form = Form::Exact;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(expires_at(&self.ceremony))
    }

    fn to_bytes(&self) -> Answer<Vec<u8>> {
        let ceremony = self.ceremony.to_session().map_err(unwritable)?;
        Ok([self.pool.as_bytes(), self.client.as_bytes(), &ceremony].join(&b'\n'))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
        let mut id = || String::from_utf8(parts.next()?.to_vec()).ok();
        let (pool, client) = (id()?, id()?);
        Some(Self { pool, client, ceremony: Ceremony::from_form(parts.next()?).ok()? })
    }
}

/// A ceremony without an open challenge cannot be continued.
fn expires_at(ceremony: &Ceremony) -> Timestamp {
    ceremony.asked.as_ref().map_or(ceremony.began_at, |asked| asked.expires_at)
}

fn unopened(why: Unopened, otherwise: Refused) -> Fault {
    match why {
        Unopened::Invalid => otherwise.into(),
        Unopened::Expired => Fault::not_authorized("Invalid session for the user, session is expired."),
    }
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

    /// The same for a challenge that a sign-in asks once, in two steps. Both have the sign-in's id, so that the first cannot be answered
    /// again once the second had its right answer.
    pub(super) fn set_asked_once(
        &self,
        client: &OpenClient,
        ceremony: &mut Ceremony,
        challenge: Challenge,
        secret: AskedSecret,
    ) {
        self.set_asked(client, ceremony, challenge, secret);
        let id = ceremony.id;
        ceremony.asked.iter_mut().for_each(|asked| asked.id = id);
    }

    pub(super) fn seal_session(&self, client: &OpenClient, ceremony: Ceremony) -> Answer<String> {
        self.core.sealer.seal(client.pool.id.as_str(), &Session(ceremony))
    }

    pub(super) fn seal_block(&self, client: &OpenClient, ceremony: Ceremony) -> Answer<String> {
        self.core.sealer.seal(client.pool.id.as_str(), &SecretBlock(ceremony))
    }

    pub(super) fn seal_setup_session(&self, client: &OpenClient, ceremony: Ceremony) -> Answer<String> {
        let (pool, client) = (client.pool.id.to_string(), client.id.clone());
        self.core.sealer.seal("", &SetupSession { pool, client, ceremony })
    }

    /// The ceremony of the `Session` of `MFA_SETUP`, and its client.
    pub(super) async fn open_setup_session(&self, text: &str) -> Answer<(OpenClient, Ceremony)> {
        let opened = self.core.sealer.open("", text);
        let SetupSession { pool, client, ceremony } =
            opened.map_err(|why| unopened(why, Refused::Outdated))?;
        Ok((self.client_of(&pool, &client).await?, ceremony))
    }

    /// The ceremony of a `Session`.
    pub(super) fn open_session(&self, client: &OpenClient, text: &str) -> Answer<Ceremony> {
        let opened = self.core.sealer.open(client.pool.id.as_str(), text);
        self.opened(client, opened.map(|Session(ceremony)| ceremony), Refused::Outdated)
    }

    /// The same; none where it has ended.
    pub(super) fn open_unless_ended(&self, client: &OpenClient, text: &str) -> Answer<Option<Ceremony>> {
        match self.core.sealer.open(client.pool.id.as_str(), text) {
            Err(Unopened::Expired) => Ok(None),
            opened => {
                self.opened(client, opened.map(|Session(ceremony)| ceremony), Refused::Outdated).map(Some)
            }
        }
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
            Ok(ceremony) if self.is_of(client, &ceremony) => Ok(ceremony),
            Ok(_) => Err(otherwise.into()),
            Err(why) => Err(unopened(why, otherwise)),
        }
    }

    /// Whether a ceremony is of a client.
    pub(super) fn is_of(&self, client: &OpenClient, ceremony: &Ceremony) -> bool {
        ceremony.client == self.digest(client)
    }

    /// Identifies the client in its ceremonies.
    fn digest(&self, client: &OpenClient) -> [u8; 16] {
        let mac = Mac::new(&self.core.derived("client of a ceremony", client.pool.id.as_str()));
        let mut digest = [0; 16];
        digest.copy_from_slice(&mac.of(&[client.id.as_bytes()])[..16]);
        digest
    }
}
