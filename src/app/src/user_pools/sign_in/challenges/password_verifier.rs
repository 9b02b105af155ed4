//! `PASSWORD_VERIFIER`: the password is proved by SRP and never sent.
//!
//! The secret block carries the whole ceremony and the server's half of the exchange, so that the answer comes without a `Session`.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    power::LEN,
    seal::random_bytes,
    srp::{self, ClientPublic, Ephemeral, ServerPublic, Verifier},
};
use domain::{
    user_pools::{
        sign_in::{AskedSecret, Challenge, Flow, Refused, SrpExchange},
        user::commands::{CheckedPassword, Proof},
    },
    values::risk::PasswordFinding,
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        sign_in::{Question, SrpAnswer, Step, call::Call},
    },
};

impl UserPools {
    pub(super) async fn ask_srp(&self, mut call: Call<'_>, public: &ClientPublic) -> Answer<Step> {
        let (client, subject) = (call.client, &call.subject);
        let verifier = self.verifier(&client.pool, subject.stream.id.id(), subject.credential());
        let salt = verifier.salt_hex();
        let version = subject.credential().map(|credential| credential.version.clone());
        let exchange = self.begin_exchange(verifier, public, version).await?;
        let server_public = ServerPublic::from_bytes(&exchange.server_public).to_string();
        let secret = AskedSecret::Srp(Box::new(exchange));
        self.set_asked(client, &mut call.ceremony, Challenge::PasswordVerifier, secret);
        // A client that has chosen the factor expects a `Session`, as with every other one; so does one whose pool calls functions.
        let has_session = matches!(call.ceremony.flow, Flow::Choice | Flow::Custom { .. });
        let session = has_session.then(|| self.seal_session(client, call.ceremony.clone())).transpose()?;
        Ok(Step::Challenge(Question::PasswordVerifier {
            session,
            username: call.subject.username,
            salt,
            server_public,
            block: self.seal_block(client, call.ceremony)?,
        }))
    }

    /// Whether the caller knows the password. For an unknown name the answer is verified against a decoy verifier, so that timing reveals
    /// nothing.
    pub(super) async fn check_srp(&self, call: &Call<'_>, answer: &SrpAnswer) -> Answer<Proof> {
        let credential = call.subject.credential();
        let verifier = self.verifier(&call.client.pool, call.subject.stream.id.id(), credential);
        let named = (call.client.pool.srp_name().to_owned(), call.subject.username.clone());
        let is_right = self.is_proved(call, verifier, named, answer).await?;
        let version = exchange(call).and_then(|exchange| exchange.credential_version.clone());
        // An answer to a challenge that was made for another password is neither right nor wrong.
        let matched = is_right && credential.is_some_and(|now| Some(&now.version) == version.as_ref());
        Ok(Proof::Password(CheckedPassword { version, matched, finding: PasswordFinding::Unknown }))
    }

    /// The server's half of an exchange, with the version of the password that it is about.
    pub(super) async fn begin_exchange(
        &self,
        verifier: Verifier,
        public: &ClientPublic,
        credential_version: Option<String>,
    ) -> Answer<SrpExchange> {
        let ephemeral = Ephemeral::from_bytes(random_bytes());
        let for_job = ephemeral.clone();
        let server = self.core.cpu.run_brief(move || srp::challenge(&verifier, &for_job)).await?;
        Ok(SrpExchange {
            credential_version,
            secret: *ephemeral.as_bytes(),
            client_public: full_length(public.as_bytes()),
            server_public: full_length(server.as_bytes()),
        })
    }

    /// Whether an answer follows from what a verifier was made of. `named` are the names that are hashed: of the pool and the user, or of
    /// the group and the device.
    pub(super) async fn is_proved(
        &self,
        call: &Call<'_>,
        verifier: Verifier,
        (pool_name, user_id): (String, String),
        answer: &SrpAnswer,
    ) -> Answer<bool> {
        let Some(exchange) = exchange(call) else { return Err(Refused::Wrong.into()) };
        let ephemeral = Ephemeral::from_bytes(exchange.secret);
        let server = ServerPublic::from_bytes(&exchange.server_public);
        let public = ClientPublic::from_bytes(&exchange.client_public).map_err(|_| Refused::Wrong)?;
        let SrpAnswer { secret_block, timestamp, signature } = answer.clone();
        let signed_block = STANDARD.decode(secret_block).map_err(|_| Refused::Wrong)?;
        let job = move || {
            let answer = srp::ChallengeAnswer {
                pool_name: &pool_name,
                user_id: &user_id,
                secret_block: &signed_block,
                timestamp: &timestamp,
                signature: &signature,
            };
            srp::answer_is_right(&verifier, &ephemeral, &server, &public, &answer).is_ok()
        };
        self.core.cpu.run_brief(job).await
    }
}

fn exchange<'a>(call: &'a Call<'_>) -> Option<&'a SrpExchange> {
    match &call.ceremony.asked.as_ref()?.secret {
        AskedSecret::Srp(exchange) => Some(exchange),
        AskedSecret::None
        | AskedSecret::Code { .. }
        | AskedSecret::WebAuthn { .. }
        | AskedSecret::Authenticator(_)
        | AskedSecret::Custom(_) => None,
    }
}

/// A number of the group, padded with leading zeros to its full length.
fn full_length(number: &[u8]) -> [u8; LEN] {
    let mut full = [0; LEN];
    for (to, from) in full.iter_mut().rev().zip(number.iter().rev()) {
        *to = *from;
    }
    full
}
