//! Passkeys of users: registered, listed, taken away.
//!
//! What is asked of the browser stands nowhere: the challenge of a registration is a sealed text that says for whom, through which client
//! and until when it is good. A response is good once as long as its passkey is there, since that is not registered again.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::webauthn::{self, Attestation, ClientData};
use domain::{
    Moment, Personal, Stream, Timestamp,
    user_pools::{
        domain::DomainKind,
        user::{
            Passkey, User,
            commands::{RegisterPasskey, RemovePasskey},
        },
    },
};
use projections::{Listed, Page};
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Fault, Kind,
    kernel::{
        fault::failed,
        pages::ListOf,
        sealer::{Form, Token},
    },
    user_pools::{UserPools, authenticator_models, bearer::Bearer, pools::OpenPool},
};

/// How long a registration may take. The browser gives up earlier.
const REGISTRATION_SECONDS: i64 = 180;

/// What a browser needs in order to have a passkey made.
pub struct CreationOptions {
    /// What comes back with the passkey, base64url.
    pub challenge: String,
    /// The RP id.
    pub relying_party: String,
    /// The user's `sub`.
    pub sub: String,
    /// The user name.
    pub username: String,
    /// Whether the authenticator must verify its user.
    pub verification_required: bool,
    /// Ids of passkeys that the user has already.
    pub excluded: Vec<String>,
}

/// A passkey that was made, as a browser tells it.
pub struct NewPasskey {
    /// The credential's id, base64url.
    pub id: String,
    /// `clientDataJSON`
    pub client_data: Vec<u8>,
    /// `attestationObject`
    pub attestation: Vec<u8>,
    /// By what the authenticator can be reached.
    pub transports: Vec<String>,
    /// Whether it is a part of the device.
    pub attachment: Option<String>,
}

/// A user who is to get another passkey.
pub struct Registrant {
    /// The user's pool.
    pub(crate) pool: OpenPool,
    /// The id of the client through which it is registered.
    pub(crate) client: String,
    /// The user's stream.
    pub(crate) stream: Stream,
    /// The user.
    pub(crate) user: Arc<User>,
}

impl From<&Bearer> for Registrant {
    fn from(bearer: &Bearer) -> Self {
        Self {
            pool: bearer.pool.clone(),
            client: bearer.client.id.clone(),
            stream: bearer.stream.clone(),
            user: Arc::clone(&bearer.user),
        }
    }
}

impl Registrant {
    /// Who the user is, for the metadata of events.
    pub fn principal(&self) -> String {
        format!("user {}/{}", self.pool.id, self.sub())
    }

    fn sub(&self) -> &str {
        self.stream.id.id()
    }
}

/// The challenge of a registration.
#[derive(Serialize, Deserialize)]
struct Registration {
    sub: String,
    client: String,
    relying_party: String,
    expires_at: Timestamp,
}

impl Token for Registration {
    const KEY: &'static str = "passkey";
    const PURPOSE: &'static str = "registration of a passkey";
    // The holder knows all that is in it.
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl OpenPool {
    /// Whether an authenticator must verify its user.
    pub(super) fn passkeys_verify(&self) -> bool {
        let required = self.config.passkeys.as_ref().and_then(|passkeys| passkeys.verification_required);
        required == Some(true) || self.config.passkey_counts_as_two()
    }

    fn takes_passkeys(&self) -> Answer<()> {
        if self.config.passkey_first {
            return Ok(());
        }
        Err(Fault::new(Kind::WebAuthnNotEnabled, "WebAuthn is not enabled for the user pool."))
    }
}

impl UserPools {
    /// The RP id of a pool's passkeys: the one that is configured, or else its domain, a custom one first.
    pub(super) async fn relying_party(&self, pool: &OpenPool) -> Answer<Option<String>> {
        let configured = pool.config.passkeys.as_ref().and_then(|passkeys| passkeys.relying_party.clone());
        if configured.is_some() || !pool.config.passkey_first {
            return Ok(configured);
        }
        let custom = self.core.domain_of_pool(pool.id.as_str(), DomainKind::Custom).await?;
        if custom.is_some() {
            return Ok(custom);
        }
        let prefix = self.core.domain_of_pool(pool.id.as_str(), DomainKind::Prefix).await?;
        let region = self.core.settings.region_of_id(pool.id.as_str());
        Ok(prefix.map(|prefix| format!("{prefix}.auth.{region}.amazoncognito.com")))
    }

    /// Begins to register a passkey.
    pub async fn begin_passkey(&self, registrant: &Registrant, moment: &Moment) -> Answer<CreationOptions> {
        let Registrant { pool, client, user, .. } = registrant;
        pool.takes_passkeys()?;
        let relying_party = self.relying_party_for_new(pool).await?;
        let profile = user.profile()?;
        profile.may_have_another_passkey()?;
        let registration = Registration {
            sub: registrant.sub().to_owned(),
            client: client.clone(),
            relying_party: relying_party.clone(),
            expires_at: moment.now.plus_seconds(REGISTRATION_SECONDS),
        };
        Ok(CreationOptions {
            challenge: self.core.sealer.seal(pool.id.as_str(), &registration)?,
            relying_party,
            sub: registration.sub,
            username: profile.name()?.to_owned(),
            verification_required: pool.passkeys_verify(),
            excluded: profile.passkeys.iter().filter_map(|passkey| passkey.id.known().cloned()).collect(),
        })
    }

    /// Registers a passkey that was made for a challenge of [`UserPools::begin_passkey`].
    pub async fn register_passkey(
        &self,
        registrant: &Registrant,
        new: NewPasskey,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = &registrant.pool;
        pool.takes_passkeys()?;
        let relying_party = self.registration_of(registrant, &new)?.relying_party;
        if self.relying_party_for_new(pool).await? != relying_party {
            return Err(webauthn::Fault::RelyingParty.into());
        }
        let attestation = Attestation { client_data: &new.client_data, object: &new.attestation };
        let made = attestation.verify(&relying_party, pool.passkeys_verify())?;
        let id = URL_SAFE_NO_PAD.encode(&made.id);
        if id != new.id {
            return Err(webauthn::Fault::Malformed.into());
        }
        let passkey = Passkey {
            id: Personal::Known(id),
            public_key: Personal::Known(URL_SAFE_NO_PAD.encode(&made.public_key)),
            relying_party,
            name: authenticator_models::name(made.model).to_owned(),
            attachment: new.attachment,
            transports: new.transports,
            counter: made.counter,
            at: moment.now,
        };
        let command = RegisterPasskey { passkey };
        self.core.directories.users.ask(&registrant.stream, command, moment).await.map_err(failed::<User>)
    }

    /// The passkeys of a user, by their ids.
    pub fn list_passkeys(&self, bearer: &Bearer, limit: u32, token: Option<&str>) -> Answer<Listed<Passkey>> {
        let list = ListOf::new("passkeys", [bearer.pool.id.as_str(), &bearer.claims.sub]);
        let after = self.page_after(&list, token)?;
        let passkeys = &bearer.user.profile()?.passkeys;
        let page = page_of(passkeys, Page { after: after.as_deref(), limit });
        self.core.sealer.with_next_page(&list, page)
    }

    /// A user takes a passkey away.
    pub async fn remove_passkey(&self, bearer: &Bearer, id: String, moment: &Moment) -> Answer<()> {
        let command = RemovePasskey { id };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    async fn relying_party_for_new(&self, pool: &OpenPool) -> Answer<String> {
        let relying_party = self.relying_party(pool).await?;
        let text = "The user pool has neither a relying party id nor a domain.";
        relying_party.ok_or_else(|| Fault::new(Kind::WebAuthnConfigurationMissing, text))
    }

    /// The registration whose challenge a passkey answers, if this user began it, through this client.
    fn registration_of(&self, registrant: &Registrant, new: &NewPasskey) -> Answer<Registration> {
        let challenge = ClientData::read(&new.client_data)?.challenge;
        let opened = self.core.sealer.open::<Registration>(registrant.pool.id.as_str(), &challenge);
        let registration = opened.ok().filter(|registration| registration.sub == registrant.sub());
        let registration = registration.ok_or_else(|| {
            Fault::new(Kind::WebAuthnChallengeNotFound, "The challenge does not exist or has expired.")
        })?;
        if registration.client != registrant.client {
            let text = "The registration was started through another client.";
            return Err(Fault::new(Kind::WebAuthnClientMismatch, text));
        }
        Ok(registration)
    }
}

/// A page of passkeys, by their ids.
fn page_of(passkeys: &[Passkey], page: Page<'_>) -> Listed<Passkey> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let id = |passkey: &Passkey| passkey.id.known().cloned();
    let is_behind = |passkey: &&Passkey| page.after.is_none_or(|after| id(passkey).as_deref() > Some(after));
    let mut rows: Vec<Passkey> = passkeys.iter().filter(is_behind).cloned().collect();
    rows.sort_by_key(id);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).and_then(id);
    Listed { rows, next }
}

impl From<webauthn::Fault> for Fault {
    fn from(fault: webauthn::Fault) -> Self {
        use webauthn::Fault as Why;
        let (kind, text) = match fault {
            Why::Malformed | Why::Presence | Why::Signature => {
                (Kind::InvalidParameter, "Invalid WebAuthn credential.")
            }
            Why::Origin => {
                (Kind::WebAuthnOriginNotAllowed, "The origin is not allowed for the relying party id.")
            }
            Why::RelyingParty => {
                (Kind::WebAuthnRelyingPartyMismatch, "The credential is for another relying party id.")
            }
            Why::Verification => (
                Kind::WebAuthnCredentialNotSupported,
                "The credential does not verify its user, which the user pool requires.",
            ),
            Why::Unsupported => {
                (Kind::WebAuthnCredentialNotSupported, "The credential's kind is not supported.")
            }
        };
        Self::new(kind, text)
    }
}
