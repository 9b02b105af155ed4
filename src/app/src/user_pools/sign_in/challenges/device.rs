//! `DEVICE_SRP_AUTH`, `DEVICE_PASSWORD_VERIFIER`: the device that a sign-in names proves by SRP that it is the one.
//!
//! As with a password, the secret block carries the ceremony and the server's half of the exchange.

use crypto::srp::{ClientPublic, ServerPublic, Verifier};
use domain::user_pools::{
    sign_in::{AskedSecret, Ceremony, Challenge, Refused},
    user::commands::Proof,
};

use crate::{
    Answer, Fault,
    user_pools::{
        UserPools,
        clients::OpenClient,
        device_keys::known_verifier,
        sign_in::{Question, SrpAnswer, Step, Who, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_device(&self, mut call: Call<'_>) -> Answer<Step> {
        let client = call.client;
        self.set_asked_once(client, &mut call.ceremony, Challenge::DeviceSrp, AskedSecret::None);
        Ok(Step::Challenge(Question::DeviceSrp {
            username: call.subject.username,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }

    /// The sign-in that asks a device for its proof, for an answer that brings no `Session`: the last one of this client.
    pub(in super::super) async fn asked_of_device(&self, client: &OpenClient, who: &Who) -> Answer<Ceremony> {
        let outdated = || Fault::from(Refused::Outdated);
        let id = self.named_device(client, who).ok_or_else(outdated)?;
        let stream = self.find_named_for_stranger(client, &who.username).await?.ok_or_else(outdated)?;
        let user = self.look_at_user(&stream).await?;
        let device = user.profile().and_then(|profile| profile.devices.get(id)).map_err(|_| outdated())?;
        let asked = device.asked.as_ref().ok_or_else(outdated)?;
        let text = asked.ceremony.known().ok_or_else(outdated)?;
        let mut ceremony = Ceremony::from_text(text).map_err(|_| outdated())?;
        self.set_asked_once(client, &mut ceremony, Challenge::DeviceSrp, AskedSecret::None);
        let ends_at = ceremony.challenge_ends(asked.at, client.config.auth_session_validity_minutes);
        let is_open = self.is_of(client, &ceremony) && self.core.clock().now() < ends_at;
        if is_open { Ok(ceremony) } else { Err(outdated()) }
    }

    pub(super) async fn ask_device_proof(&self, mut call: Call<'_>, public: &ClientPublic) -> Answer<Step> {
        let client = call.client;
        let Named { key, verifier, .. } = self.named(&call)?;
        let salt = verifier.salt_hex();
        let exchange = self.begin_exchange(verifier, public, None).await?;
        let server_public = ServerPublic::from_bytes(&exchange.server_public).to_string();
        let secret = AskedSecret::Srp(Box::new(exchange));
        self.set_asked_once(client, &mut call.ceremony, Challenge::DeviceVerifier, secret);
        Ok(Step::Challenge(Question::DeviceVerifier {
            username: call.subject.username,
            device_key: key,
            salt,
            server_public,
            session: self.seal_session(client, call.ceremony.clone())?,
            block: self.seal_block(client, call.ceremony)?,
        }))
    }

    pub(super) async fn check_device(&self, call: &Call<'_>, answer: &SrpAnswer) -> Answer<Proof> {
        let Named { key, group_key, verifier } = self.named(call)?;
        let matched = self.is_proved(call, verifier, (group_key, key), answer).await?;
        Ok(Proof::Device { matched })
    }

    /// The device that the sign-in names.
    fn named(&self, call: &Call<'_>) -> Answer<Named> {
        let id = call.ceremony.device.ok_or(Refused::UnknownDevice)?;
        let devices = &call.subject.profile().ok_or(Refused::Outdated)?.devices;
        let device = devices.get(id)?;
        Ok(Named {
            key: self.device_key(&call.client.pool, id),
            group_key: device.group_key.clone(),
            verifier: known_verifier(device).ok_or(Refused::Outdated)?,
        })
    }
}

/// A device with what it proves itself by.
struct Named {
    key: String,
    group_key: String,
    verifier: Verifier,
}
