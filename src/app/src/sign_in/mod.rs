//! Signing in: flows begin here, challenges are answered here, tokens come out.
//!
//! An unknown name takes the same way as a known one with a wrong password, in text, in time and in what is counted, unless the
//! client tells who exists (`PreventUserExistenceErrors` `LEGACY`).

mod new_password;
mod password;
mod refresh;
mod srp;

use std::collections::BTreeMap;

use domain::{
    Moment, Stream, Timestamp,
    client::AuthFlow,
    session::{self, Opened, Session, commands::Open},
    user::{Credential, User, commands::LookAtCredential},
};

use crate::{
    Answer, App, Fault, Kind,
    clients::OpenClient,
    fault::failed,
    ids,
    tokens::{Origin, TokenSet, USER_ADMIN_SCOPE},
};

/// The parameters of a flow, or the answers to a challenge, by their AWS names.
pub type Parameters = BTreeMap<String, String>;

/// What follows on a step of a sign-in.
pub enum Step {
    /// It is complete.
    Tokens(TokenSet),
    /// Something must be answered.
    Challenge {
        /// `PASSWORD_VERIFIER`
        name: &'static str,
        /// To be sent back with the answer; `None` where the parameters carry everything.
        session: Option<String>,
        /// What is needed to answer.
        parameters: Parameters,
    },
}

/// Whoever is meant by a name: somebody, or nobody.
struct Candidate {
    stream: Stream,
    /// The canonical user name; for nobody what it would be.
    username: String,
    credential: Option<Credential>,
}

impl App {
    /// Begins a flow.
    pub async fn initiate_auth(
        &self,
        client_id: &str,
        flow: &str,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let client = self.client(client_id).await?;
        match flow {
            "USER_PASSWORD_AUTH" => {
                allowed(
                    &client,
                    AuthFlow::UserPassword,
                    "USER_PASSWORD_AUTH flow not enabled for this client",
                )?;
                self.password_auth(&client, parameters, moment).await
            }
            "USER_SRP_AUTH" => {
                allowed(&client, AuthFlow::UserSrp, "USER_SRP_AUTH is not enabled for the client.")?;
                self.srp_auth(&client, parameters, moment).await
            }
            "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => {
                allowed(&client, AuthFlow::RefreshToken, "Auth flow not enabled for this client")?;
                self.refresh_auth(&client, parameters, moment).await
            }
            "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => {
                Err(Fault::invalid("Initiate Auth method not supported."))
            }
            other => Err(Fault::not_implemented(&format!("AuthFlow {other}"))),
        }
    }

    /// Answers a challenge.
    pub async fn respond_to_challenge(
        &self,
        client_id: &str,
        challenge: &str,
        session: Option<&str>,
        responses: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(
            needed(responses, "USERNAME")?,
            responses.get("SECRET_HASH").map(String::as_str),
        )?;
        match challenge {
            "PASSWORD_VERIFIER" => self.answer_srp(&client, responses, moment).await,
            "NEW_PASSWORD_REQUIRED" => self.answer_new_password(&client, session, responses, moment).await,
            other => Err(Fault::not_implemented(&format!("ChallengeName {other}"))),
        }
    }

    /// Whoever is meant, with the credential to check; refused while locked.
    async fn candidate(&self, client: &OpenClient, given: &str, moment: &Moment) -> Answer<Candidate> {
        let found = self.find_user(&client.pool, given).await?;
        if found.is_none() && !client.config.prevent_user_existence_errors {
            return Err(Fault::new(Kind::UserNotFound, "User does not exist."));
        }
        let nobody = found.is_none();
        let stream = found.unwrap_or_else(|| self.nobody(&client.pool, given));
        let looked = self.directories.users.consult(&stream, LookAtCredential, moment).await;
        let credential = looked.map_err(failed::<User>)?;
        let username = if nobody {
            // Where users are named by an address, their user name is their sub.
            let by_address = !client.pool.config.naming.username_attributes.is_empty();
            if by_address { stream.id.id().to_owned() } else { given.to_owned() }
        } else {
            let user = self.look_at_user(&stream).await?;
            user.profile()?.username.known().cloned().unwrap_or_default()
        };
        Ok(Candidate { stream, username, credential })
    }

    /// Opens the session of a completed sign-in, and signs its tokens.
    async fn complete(
        &self,
        client: &OpenClient,
        user: &Stream,
        jti: &str,
        epoch: u64,
        moment: &Moment,
    ) -> Answer<Step> {
        let auth_time = self.clock().now();
        let scopes = vec![USER_ADMIN_SCOPE.to_owned()];
        let opened = Opened {
            sub: user.id.id().to_owned(),
            client_id: client.id.clone(),
            user_epoch: epoch,
            auth_time,
            refresh_expires_at: auth_time.plus_seconds(client.config.lifetimes.refresh_seconds.into()),
            scopes: scopes.clone(),
        };
        let stream = session::stream(user, jti);
        self.directories.sessions.begin(&stream, Open(opened), moment).await.map_err(failed::<Session>)?;
        let state = self.look_at_user(user).await?;
        let origin = Origin { sub: user.id.id(), jti, auth_time, scopes: &scopes };
        let tokens = self.issue(client, state.profile()?, &origin, true).await?;
        Ok(Step::Tokens(tokens))
    }

    /// When a challenge that is made now ends.
    fn challenge_ends(&self, client: &OpenClient) -> Timestamp {
        self.clock().now().plus_seconds(i64::from(client.config.auth_session_validity_minutes) * 60)
    }
}

fn allowed(client: &OpenClient, flow: AuthFlow, otherwise: &'static str) -> Answer<()> {
    if client.config.allows(flow) { Ok(()) } else { Err(Fault::invalid(otherwise)) }
}

fn needed<'a>(parameters: &'a Parameters, name: &str) -> Answer<&'a str> {
    let value = parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
    value.ok_or_else(|| Fault::invalid(format!("Missing required parameter {name}")))
}

/// A fresh `origin_jti`.
fn fresh_jti() -> String {
    ids::uuid().to_string()
}
