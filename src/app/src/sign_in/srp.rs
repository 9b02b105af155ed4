//! `USER_SRP_AUTH`: the password is proved and never sent.
//!
//! The secret block carries the server's half of the exchange, sealed, so that the answer may come to any node and without a
//! `Session`. It is good for one right answer, which the user's aggregate sees to.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    seal::{DataKey, random_bytes},
    srp::{self, ClientPublic, Ephemeral, ServerPublic},
};
use domain::{
    Moment, Timestamp,
    user::{
        self, Challenge, Credential, User,
        commands::{LookAtCredential, SignIn, SignInOutcome},
    },
};
use serde::{Deserialize, Serialize};

use super::{Candidate, Parameters, Step, needed};
use crate::{
    Answer, App, Fault,
    clients::OpenClient,
    fault::{encoded, failed},
    ids,
};

/// How far the client's clock may be off.
const TIMESTAMP_SKEW_SECONDS: i64 = 5 * 60;
const BLOCK: &[u8] = b"srp secret block";

/// The server's half of an exchange.
#[derive(Serialize, Deserialize)]
struct Block {
    id: String,
    client_id: String,
    sub: String,
    username: String,
    version: Option<String>,
    client_public: String,
    server_public: String,
    ephemeral: String,
    expires_at: Timestamp,
}

impl App {
    pub(super) async fn srp_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let username = needed(parameters, "USERNAME")?;
        client.check_secret_hash(username, parameters.get("SECRET_HASH").map(String::as_str))?;
        let public = ClientPublic::parse(needed(parameters, "SRP_A")?);
        let public = public.map_err(|_| Fault::invalid("Invalid SRP_A."))?;
        let candidate = self.candidate(client, username, moment).await?;
        let verifier = self.verifier(&client.pool, candidate.stream.id.id(), candidate.credential.as_ref());
        let salt = verifier.salt_hex();
        let ephemeral = Ephemeral::from_bytes(random_bytes());
        let for_job = ephemeral.clone();
        let server = self.cpu.run_brief(move || srp::challenge(&verifier, &for_job)).await?;
        let block = self.seal_block(client, &candidate, &public, &server, &ephemeral)?;
        let parameters = Parameters::from([
            ("SALT".to_owned(), salt),
            ("SRP_B".to_owned(), server.to_string()),
            ("SECRET_BLOCK".to_owned(), block),
            ("USERNAME".to_owned(), candidate.username.clone()),
            ("USER_ID_FOR_SRP".to_owned(), candidate.username),
        ]);
        Ok(Step::Challenge { name: "PASSWORD_VERIFIER", session: None, parameters })
    }

    fn seal_block(
        &self,
        client: &OpenClient,
        candidate: &Candidate,
        public: &ClientPublic,
        server: &ServerPublic,
        ephemeral: &Ephemeral,
    ) -> Answer<String> {
        let block = Block {
            id: ids::uuid().to_string(),
            client_id: client.id.clone(),
            sub: candidate.stream.id.id().to_owned(),
            username: candidate.username.clone(),
            version: candidate.credential.as_ref().map(|credential| credential.version.clone()),
            client_public: hex::encode(public.as_bytes()),
            server_public: hex::encode(server.as_bytes()),
            ephemeral: hex::encode(ephemeral.as_bytes()),
            expires_at: self.challenge_ends(client),
        };
        Ok(STANDARD.encode(self.block_key(client).seal(BLOCK, &encoded(&block)?)))
    }

    fn block_key(&self, client: &OpenClient) -> DataKey {
        self.derived("srp block", client.pool.id.as_str())
    }

    pub(super) async fn answer_srp(
        &self,
        client: &OpenClient,
        responses: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let sealed = STANDARD.decode(needed(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?);
        let sealed = sealed.map_err(|_| wrong())?;
        let block = self.open_block(client, &sealed)?;
        let stream = user::stream(&client.pool.id, &block.sub);
        let looked = self.directories.users.consult(&stream, LookAtCredential, moment).await;
        let credential = looked.map_err(failed::<User>)?;
        // One that is not fresh proves nothing, and may be as long as a request.
        let timestamp = Some(needed(responses, "TIMESTAMP")?).filter(|text| is_fresh(text, moment.now));
        let signature = needed(responses, "PASSWORD_CLAIM_SIGNATURE")?.to_owned();
        let proof = Proof { sealed, timestamp: timestamp.unwrap_or_default().to_owned(), signature };
        let proved = self.is_proved(client, &block, credential.as_ref(), proof).await?;
        let session = self.session_to_open(client, &stream);
        let sign_in = SignIn {
            version: block.version.clone(),
            matched: proved && timestamp.is_some(),
            challenge: Some(Challenge { id: block.id, expires_at: block.expires_at }),
            session: session.jti.clone(),
            client_id: client.id.clone(),
            method: "USER_SRP_AUTH".to_owned(),
        };
        match self.sign_in(&stream, sign_in, &session, moment).await? {
            SignInOutcome::Complete { .. } => self.complete(client, &stream, &session).await,
            SignInOutcome::NewPasswordRequired => {
                self.ask_new_password(client, &stream, block.version.as_deref()).await
            }
        }
    }

    fn open_block(&self, client: &OpenClient, sealed: &[u8]) -> Answer<Block> {
        let opened = self.block_key(client).open(BLOCK, sealed).map_err(|_| wrong())?;
        let block: Block = serde_json::from_slice(&opened).map_err(|_| wrong())?;
        if block.client_id != client.id {
            return Err(wrong());
        }
        if self.clock().now() >= block.expires_at {
            return Err(Fault::not_authorized("Invalid session for the user, session is expired."));
        }
        Ok(block)
    }

    /// Whether the client knows the password. Costs the same for nobody's.
    async fn is_proved(
        &self,
        client: &OpenClient,
        block: &Block,
        credential: Option<&Credential>,
        proof: Proof,
    ) -> Answer<bool> {
        let verifier = self.verifier(&client.pool, &block.sub, credential);
        let mut ephemeral = [0; 32];
        hex::decode_to_slice(&block.ephemeral, &mut ephemeral).map_err(|_| wrong())?;
        let server = ServerPublic::from_bytes(&hex::decode(&block.server_public).map_err(|_| wrong())?);
        let public = ClientPublic::parse(&block.client_public).map_err(|_| wrong())?;
        let (pool_name, user_id) = (client.pool.srp_name().to_owned(), block.username.clone());
        let job = move || {
            let answer = srp::Answer {
                pool_name: &pool_name,
                user_id: &user_id,
                secret_block: &proof.sealed,
                timestamp: &proof.timestamp,
                signature: &proof.signature,
            };
            srp::answer_is_right(&verifier, &Ephemeral::from_bytes(ephemeral), &server, &public, &answer)
                .is_ok()
        };
        Ok(self.cpu.run_brief(job).await? && credential.is_some())
    }
}

/// What the client gave to be checked.
struct Proof {
    sealed: Vec<u8>,
    timestamp: String,
    signature: String,
}

fn is_fresh(timestamp: &str, now: Timestamp) -> bool {
    srp::parse_timestamp(timestamp).is_some_and(|at| (at - now.seconds()).abs() <= TIMESTAMP_SKEW_SECONDS)
}

fn wrong() -> Fault {
    Fault::not_authorized("Incorrect username or password.")
}
