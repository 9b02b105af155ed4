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
    session::{self, Opened, commands::Open},
    user::{
        Credential, User,
        commands::{LookAtCredential, SignIn, SignInOutcome},
    },
};
use ledger::Beginning;

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
        let found = self.find_named(&client.pool, given).await?;
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
            user.profile()?.name()?.to_owned()
        };
        Ok(Candidate { stream, username, credential })
    }

    /// The session that a sign-in of now is to open.
    fn session_to_open(&self, client: &OpenClient, user: &Stream) -> SessionToOpen {
        let auth_time = self.clock().now();
        let jti = ids::uuid().to_string();
        let opened = Opened {
            sub: user.id.id().to_owned(),
            client_id: client.id.clone(),
            user_epoch: 0,
            auth_time,
            refresh_expires_at: auth_time.plus_seconds(client.config.lifetimes.refresh_seconds.into()),
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
    ) -> Answer<SignInOutcome> {
        let (session, at) = (session.clone(), moment.clone());
        let begins = move |outcome: &SignInOutcome| match outcome {
            SignInOutcome::Complete { epoch } => Some(session.beginning(*epoch, &at)),
            SignInOutcome::NewPasswordRequired => None,
        };
        self.directories.users.ask_beginning(user, sign_in, begins, moment).await.map_err(failed::<User>)
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
