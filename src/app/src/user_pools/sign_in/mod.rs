//! Signing in: flows begin here, challenges are answered here, tokens come out.
//!
//! An unknown name takes the same way as a known one with a wrong password, in text, in time and in what is counted, unless the
//! client tells who exists (`PreventUserExistenceErrors` `LEGACY`). What is wrong with a user is told only after a right proof, there
//! at the first call.

mod new_password;
mod password;
mod refresh;
mod srp;
mod subject;

use std::collections::BTreeMap;

use domain::{
    Moment, Stream, Timestamp,
    user_pools::{
        client::AuthFlow,
        session::{self, Opened, commands::Open},
        user::{
            Refusal,
            commands::{SignIn, SignInOutcome},
        },
    },
};
use host::Failure;
use ledger::Beginning;

use crate::{
    Answer, Fault,
    kernel::ids,
    user_pools::{
        UserPools,
        clients::OpenClient,
        tokens::{Origin, TokenSet, USER_ADMIN_SCOPE},
        unknown_names::evenly,
    },
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

/// A session under a name that was just made. It is opened together with the fact that its user has signed in.
#[derive(Clone)]
struct SessionToOpen {
    /// Its `origin_jti`.
    jti: String,
    stream: Stream,
    /// But for the user's sign-out epoch.
    opened: Opened,
}

impl SessionToOpen {
    fn beginning(&self, epoch: u64, moment: &Moment) -> Beginning {
        let opened = Opened { user_epoch: epoch, ..self.opened.clone() };
        Beginning::of(self.stream.clone(), &Open(opened), moment)
    }
}

impl UserPools {
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
                evenly(&client, self.password_auth(&client, parameters, moment)).await
            }
            "USER_SRP_AUTH" => {
                allowed(&client, AuthFlow::UserSrp, "USER_SRP_AUTH is not enabled for the client.")?;
                evenly(&client, self.srp_auth(&client, parameters, moment)).await
            }
            "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => {
                allowed(&client, AuthFlow::RefreshToken, "Auth flow not enabled for this client")?;
                self.refresh_auth(&client, parameters, moment).await
            }
            "CUSTOM_AUTH" => {
                allowed(&client, AuthFlow::Custom, "CUSTOM_AUTH is not enabled for the client.")?;
                Err(Fault::not_implemented("AuthFlow CUSTOM_AUTH"))
            }
            "USER_AUTH" => {
                allowed(&client, AuthFlow::User, "USER_AUTH is not enabled for the client.")?;
                Err(Fault::not_implemented("AuthFlow USER_AUTH"))
            }
            _ => Err(Fault::invalid("Initiate Auth method not supported.")),
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
        if responses.is_empty() {
            return Err(Fault::invalid("Missing required parameter challenge responses."));
        }
        match challenge {
            "PASSWORD_VERIFIER" => evenly(&client, self.answer_srp(&client, responses, moment)).await,
            "NEW_PASSWORD_REQUIRED" => {
                let hash = responses.get("SECRET_HASH").map(String::as_str);
                client.check_secret_hash_if_secret(needed(responses, "USERNAME")?, hash)?;
                self.answer_new_password(&client, session, responses, moment).await
            }
            other => Err(Fault::not_implemented(&format!("ChallengeName {other}"))),
        }
    }

    /// The session that a sign-in of now is to open.
    fn session_to_open(&self, client: &OpenClient, user: &Stream) -> SessionToOpen {
        let auth_time = self.core.clock().now();
        let jti = ids::uuid().to_string();
        let opened = Opened {
            sub: user.id.id().to_owned(),
            client_id: client.id.clone(),
            user_epoch: 0,
            auth_time,
            refresh_expires_at: auth_time.plus_seconds(client.config.lifetimes.refresh_seconds().into()),
            scopes: vec![USER_ADMIN_SCOPE.to_owned()],
        };
        SessionToOpen { stream: session::stream(user, &jti), jti, opened }
    }

    /// Tells the user's entity the outcome of a first factor. Where that completes the sign-in, the session is opened with it.
    async fn sign_in(
        &self,
        user: &Stream,
        sign_in: SignIn,
        session: &SessionToOpen,
        moment: &Moment,
    ) -> Result<SignInOutcome, Failure<Refusal>> {
        let (session, at) = (session.clone(), moment.clone());
        let begins = move |outcome: &SignInOutcome| match outcome {
            SignInOutcome::Complete { epoch } => Some(session.beginning(*epoch, &at)),
            SignInOutcome::NewPasswordRequired | SignInOutcome::Repeated { .. } => None,
        };
        self.core.directories.users.ask_beginning(user, sign_in, begins, moment).await
    }

    /// Signs the tokens of a completed sign-in, whose session is open.
    async fn complete(&self, client: &OpenClient, user: &Stream, session: &SessionToOpen) -> Answer<Step> {
        let state = self.look_at_user(user).await?;
        let SessionToOpen { jti, opened, .. } = session;
        let origin = Origin { sub: &opened.sub, jti, auth_time: opened.auth_time, scopes: &opened.scopes };
        let tokens = self.issue(client, state.profile()?, &origin, true).await?;
        Ok(Step::Tokens(tokens))
    }

    /// When a challenge that is made now ends.
    fn challenge_ends(&self, client: &OpenClient) -> Timestamp {
        self.core.clock().now().plus_seconds(i64::from(client.config.auth_session_validity_minutes) * 60)
    }
}

fn allowed(client: &OpenClient, flow: AuthFlow, otherwise: &'static str) -> Answer<()> {
    if client.config.allows(flow) { Ok(()) } else { Err(Fault::invalid(otherwise)) }
}

fn needed<'a>(parameters: &'a Parameters, name: &str) -> Answer<&'a str> {
    let value = parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
    value.ok_or_else(|| Fault::invalid(format!("Missing required parameter {name}")))
}

/// The time for a challenge's answer is over.
fn session_is_over() -> Fault {
    Fault::not_authorized("Invalid session for the user, session is expired.")
}
