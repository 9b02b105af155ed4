//! `USER_SRP_AUTH`: the password is proved and never sent.
//!
//! The secret block carries the server's half of the exchange, sealed, so that the answer may come to any node and without a
//! `Session`. It opens one session, which the user's aggregate sees to: a wrong answer does not spend it, and a right one that is sent
//! again gets tokens of the same session.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    power::LEN,
    seal::random_bytes,
    srp::{self, ClientPublic, Ephemeral, ServerPublic},
};
use domain::{
    Moment, Timestamp,
    user_pools::user::{Challenge, Credential},
};
use serde::{Deserialize, Serialize};

use super::{
    Parameters, Step, needed, session_is_over,
    subject::{Checked, Subject},
};
use crate::{
    Answer, Fault,
    kernel::{
        ids,
        sealer::{Form, Token, Unopened},
    },
    user_pools::{UserPools, clients::OpenClient},
};

/// The server's half of an exchange. Sealed, it is padded: its length, which a stranger sees, is the same for all names, because its
/// shortest form has more than 1,023 bytes and its longest (a user name of 512 bytes) less than 2,048.
#[derive(Serialize, Deserialize)]
struct Block {
    id: String,
    client_id: String,
    sub: String,
    username: String,
    /// Absent for an unknown name.
    version: Option<String>,
    client_public: String,
    server_public: String,
    ephemeral: String,
    expires_at: Timestamp,
}

impl Token for Block {
    const KEY: &'static str = "srp block";
    const PURPOSE: &'static str = "srp secret block";
    const FORM: Form = Form::Padded;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl UserPools {
    pub(super) async fn srp_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let username = needed(parameters, "USERNAME")?;
        client.check_secret_hash(username, parameters.get("SECRET_HASH").map(String::as_str))?;
        let public = client_public(needed(parameters, "SRP_A")?)?;
        let subject = self.subject(client, username, moment).await?;
        let verifier = self.verifier(&client.pool, subject.stream.id.id(), subject.credential.as_ref());
        let salt = verifier.salt_hex();
        let ephemeral = Ephemeral::from_bytes(random_bytes());
        let for_job = ephemeral.clone();
        let server = self.core.cpu.run_brief(move || srp::challenge(&verifier, &for_job)).await?;
        let block = self.seal_block(client, &subject, &public, &server, &ephemeral)?;
        let parameters = Parameters::from([
            ("SALT".to_owned(), salt),
            ("SRP_B".to_owned(), server.to_string()),
            ("SECRET_BLOCK".to_owned(), block),
            ("USERNAME".to_owned(), subject.username.clone()),
            ("USER_ID_FOR_SRP".to_owned(), subject.username),
        ]);
        Ok(Step::Challenge { name: "PASSWORD_VERIFIER", session: None, parameters })
    }

    fn seal_block(
        &self,
        client: &OpenClient,
        subject: &Subject,
        public: &ClientPublic,
        server: &ServerPublic,
        ephemeral: &Ephemeral,
    ) -> Answer<String> {
        let block = Block {
            id: ids::uuid().to_string(),
            client_id: client.id.clone(),
            sub: subject.stream.id.id().to_owned(),
            username: subject.username.clone(),
            version: subject.credential.as_ref().map(|credential| credential.version.clone()),
            client_public: full_length(public.as_bytes()),
            server_public: full_length(server.as_bytes()),
            ephemeral: STANDARD.encode(ephemeral.as_bytes()),
            expires_at: self.challenge_ends(client),
        };
        self.core.sealer.seal(client.pool.id.as_str(), &block)
    }

    pub(super) async fn answer_srp(
        &self,
        client: &OpenClient,
        responses: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        // Mistakes of the client are told as such, before anything is taken for a password.
        let given = Given::read(responses)?;
        let block = self.open_block(client, given.block)?;
        if !self.is_named(client, given.username, &block.username, &block.sub).await? {
            return Err(wrong());
        }
        let hash = responses.get("SECRET_HASH").map(String::as_str);
        client.check_secret_hash_if_secret(&block.username, hash)?;
        let unknown = block.version.is_none();
        let subject = self.subject_of_challenge(client, &block.sub, &block.username, unknown, moment).await?;
        let matched = self.is_proved(client, &block, subject.credential.as_ref(), given).await?;
        let challenge = Some(Challenge { id: block.id, expires_at: block.expires_at });
        let checked = Checked { version: block.version, matched, challenge, method: "USER_SRP_AUTH" };
        self.conclude(client, &subject, checked, moment).await
    }

    fn open_block(&self, client: &OpenClient, text: &str) -> Answer<Block> {
        let opened = self.core.sealer.open::<Block>(client.pool.id.as_str(), text);
        let block = opened.map_err(|why| match why {
            Unopened::Invalid => wrong(),
            Unopened::Expired => session_is_over(),
        })?;
        if block.client_id == client.id { Ok(block) } else { Err(wrong()) }
    }

    /// Whether the client knows the password. An unknown name's proof is checked against a decoy verifier, so that time tells nothing.
    async fn is_proved(
        &self,
        client: &OpenClient,
        block: &Block,
        credential: Option<&Credential>,
        given: Given<'_>,
    ) -> Answer<bool> {
        let verifier = self.verifier(&client.pool, &block.sub, credential);
        let number = |text: &str| STANDARD.decode(text).map_err(|_| wrong());
        let ephemeral = <[u8; 32]>::try_from(number(&block.ephemeral)?).map_err(|_| wrong())?;
        let server = ServerPublic::from_bytes(&number(&block.server_public)?);
        let public = ClientPublic::from_bytes(&number(&block.client_public)?).map_err(|_| wrong())?;
        let (pool_name, user_id) = (client.pool.srp_name().to_owned(), block.username.clone());
        let Given { sealed, timestamp, signature, .. } = given;
        let signature = signature.to_owned();
        let job = move || {
            let answer = srp::Answer {
                pool_name: &pool_name,
                user_id: &user_id,
                secret_block: &sealed,
                timestamp: &timestamp,
                signature: &signature,
            };
            srp::answer_is_right(&verifier, &Ephemeral::from_bytes(ephemeral), &server, &public, &answer)
                .is_ok()
        };
        Ok(self.core.cpu.run_brief(job).await? && credential.is_some())
    }
}

/// What the client gave to be checked.
struct Given<'a> {
    username: &'a str,
    /// Canonical, however it was sent.
    timestamp: String,
    /// Base64.
    signature: &'a str,
    /// Base64.
    block: &'a str,
    sealed: Vec<u8>,
}

impl<'a> Given<'a> {
    /// Reads the answer. What is missing is told first, in this order; then what is malformed.
    fn read(responses: &'a Parameters) -> Answer<Self> {
        let username = needed(responses, "USERNAME")?;
        let timestamp = needed(responses, "TIMESTAMP")?;
        let signature = needed(responses, "PASSWORD_CLAIM_SIGNATURE")?;
        let block = needed(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
        let timestamp = srp::canonical_timestamp(timestamp).ok_or_else(|| {
            Fault::invalid("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
        })?;
        STANDARD.decode(signature).map_err(|_| {
            Fault::invalid("Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string.")
        })?;
        let sealed = STANDARD.decode(block).map_err(|_| wrong())?;
        Ok(Self { username, timestamp, signature, block, sealed })
    }
}

/// A number of the group in base64, as long as any: whoever could choose how long the rest of a block is could find out how long the
/// user name in it is.
fn full_length(number: &[u8]) -> String {
    let zeros = vec![0; LEN.saturating_sub(number.len())];
    STANDARD.encode([zeros.as_slice(), number].concat())
}

/// `SRP_A`, or what is wrong with it in AWS's words.
fn client_public(given: &str) -> Answer<ClientPublic> {
    if !given.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::invalid(format!(
            "1 validation error detected: Value '{given}' at 'sRPA' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: ^[0-9a-fA-F]+$"
        )));
    }
    ClientPublic::parse(given).map_err(|_| Fault::invalid("Invalid SRP_A."))
}

fn wrong() -> Fault {
    Fault::not_authorized("Incorrect username or password.")
}
