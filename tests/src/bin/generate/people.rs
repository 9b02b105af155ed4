//! What one person does: signs up, confirms, signs in now and then; one in ten changes the password, one in ten has an
//! identity with a dataset.

use std::sync::Arc;

use crypto::{password, seal::random_bytes, srp};
use domain::{
    Aggregate, Command, LedgerId, Personal, Secret, Stream,
    identity_pools::identity::{self, Login, commands as identities},
    sync::dataset::{
        self, Limits,
        commands::{Change, UpdateRecords},
    },
    user_pools::{
        session::{self, Opened, commands::Open},
        sign_in::{Began, Ceremony, Flow, Rules, SignInUser},
        user::{
            self, Credential, Medium, Purpose, User,
            commands::{
                AnswerChallenge, ChangePassword, CheckedPassword, ConfirmSignUp, NewCode, Proof, SignUp,
                code_seconds,
            },
        },
    },
    values::{risk::PasswordFinding, username::Naming},
};
use ledger::{Ledger, Root};

use crate::pools::{Pools, moment, uuid};

/// The password of every user.
pub(crate) const PASSWORD: &str = "Passw0rd!x";
/// So many can sign in by SRP: their verifier is of their own name.
pub(crate) const SRP_USERS: u64 = 32;
/// One in so many changes the password, one in so many has an identity.
const ONE_IN: u64 = 10;
/// How long a refresh token is good, in seconds: as clients have it unless told otherwise.
const REFRESH_SECONDS: i64 = 30 * 24 * 3_600;

/// What all of them share.
pub(crate) struct Shared {
    pub(crate) pools: Pools,
    phc: String,
}

impl Shared {
    pub(crate) fn new(pools: Pools) -> Self {
        Self { pools, phc: password::hash(PASSWORD, random_bytes(), password::Cost::USUAL) }
    }

    fn credential(&self, n: u64) -> Credential {
        let (salt, verifier) = if n < SRP_USERS {
            let salt = srp::canonical_salt(random_bytes());
            let verifier = srp::make_verifier(self.pools.srp_name(), &username(n), PASSWORD, salt);
            (verifier.salt_hex(), hex::encode(verifier.v()))
        } else {
            let verifier = srp::Verifier::of_nobody(random_bytes());
            (verifier.salt_hex(), hex::encode(verifier.v()))
        };
        Credential {
            version: uuid().to_string(),
            phc: Secret::Known(self.phc.clone()),
            srp_salt: Secret::Known(salt),
            srp_verifier: Secret::Known(verifier),
        }
    }
}

/// A person whose history is still to be made.
pub(crate) struct Person {
    pub(crate) n: u64,
    pub(crate) sub: String,
    /// The id in the identity pool, of those who have one.
    pub(crate) identity: Option<String>,
    pub(crate) sign_ins: u64,
}

impl Person {
    pub(crate) fn new(n: u64, sign_ins: u64) -> Self {
        let identity = (n % ONE_IN == 3).then(|| format!("us-east-1:{}", uuid()));
        Self { n, sub: uuid().to_string(), identity, sign_ins }
    }

    /// Events that the person makes besides those of sign-ins, on the average, times `ONE_IN`.
    pub(crate) const fn events_of_ten() -> u64 {
        3 * ONE_IN + 1 + 3
    }

    /// The whole life. Gives how many events it was.
    pub(crate) async fn live(self, ledger: &Ledger, shared: &Shared) -> u64 {
        let stream = user::stream(&shared.pools.users, &self.sub);
        let mut user = Asked::<User>::new(ledger, stream.clone());
        self.come(&mut user, shared).await;
        for _ in 0..self.sign_ins {
            self.sign_in(&mut user, &stream, ledger, shared).await;
        }
        let mut events = 3 + 2 * self.sign_ins;
        if self.n % ONE_IN == 7 {
            let version = version(&user);
            let change = ChangePassword {
                version,
                credential: Some(shared.credential(self.n)),
                finding: PasswordFinding::Unknown,
            };
            user.ask(&change, "cognito-idp:ChangePassword").await;
            events += 1;
        }
        if let Some(id) = &self.identity {
            self.synchronise(id, ledger, shared).await;
            events += 3;
        }
        events
    }

    async fn come(&self, user: &mut Asked<'_, User>, shared: &Shared) {
        let username = username(self.n);
        let email = format!("{username}@example.com");
        let attributes = [
            ("email", email.clone()),
            ("given_name", format!("Given{}", self.n % 1_000)),
            ("family_name", format!("Family{}", self.n % 9_973)),
        ];
        let naming = Naming { case_sensitive: true, ..Naming::default() };
        let values = attributes.clone().map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let nonce = uuid().to_string();
        let sign_up = SignUp {
            names: naming.held(&username, &values, false),
            username,
            attributes: values.into_iter().map(|(name, value)| (name, Personal::Known(value))).collect(),
            credential: Some(shared.credential(self.n)),
            client_id: shared.pools.client.clone(),
            code: Some(NewCode {
                nonce: nonce.clone(),
                attribute: "email".to_owned(),
                medium: Medium::Email,
                destination: Personal::Known(email),
                seconds: code_seconds(Purpose::SignUp),
                client_id: shared.pools.client.clone(),
                for_function: None,
            }),
            finding: PasswordFinding::Unknown,
            is_confirmed: false,
        };
        user.ask(&sign_up, "cognito-idp:SignUp").await;
        let confirm = ConfirmSignUp { nonce, matched: true, naming };
        user.ask(&confirm, "cognito-idp:ConfirmSignUp").await;
    }

    async fn sign_in(&self, user: &mut Asked<'_, User>, stream: &Stream, ledger: &Ledger, shared: &Shared) {
        let jti = uuid().to_string();
        let named = SignInUser::Known { sub: self.sub.clone(), decoy: self.sub.clone() };
        let way = (Flow::Password, Began::Public);
        let sign_in = AnswerChallenge {
            rules: Rules::of_passwords(true),
            ceremony: Ceremony::begin(random_bytes(), named, random_bytes(), way, ledger.clock().now()),
            proof: Proof::Password(CheckedPassword {
                version: Some(version(user)),
                matched: true,
                finding: PasswordFinding::Unknown,
            }),
            session: jti.clone(),
            client_id: shared.pools.client.clone(),
            watch: None,
        };
        user.ask(&sign_in, "cognito-idp:InitiateAuth").await;
        let now = ledger.clock().now();
        let opened = Opened {
            sub: self.sub.clone(),
            client_id: shared.pools.client.clone(),
            user_epoch: 0,
            recoveries: 0,
            device: None,
            auth_time: now,
            refresh_expires_at: now.plus_seconds(REFRESH_SECONDS),
            scopes: vec!["aws.cognito.signin.user.admin".to_owned()],
            purpose: session::Purpose::Api,
        };
        let mut session = Asked::new(ledger, session::stream(stream, &jti));
        session.ask(&Open(opened), "cognito-idp:InitiateAuth").await;
    }

    async fn synchronise(&self, id: &str, ledger: &Ledger, shared: &Shared) {
        let stream = identity::stream(&shared.pools.identities, id);
        let logins = vec![Login::new(shared.pools.provider.as_str(), self.sub.as_str())];
        let mut identity = Asked::new(ledger, stream.clone());
        identity.ask(&identities::Create { logins }, "cognito-identity:GetId").await;
        let open = identities::OpenDataset { name: "settings".to_owned() };
        identity.ask(&open, "cognito-sync:UpdateRecords").await;
        let change = |key: &str, value: String| Change {
            key: Personal::Known(key.to_owned()),
            value: Some(Personal::Known(value)),
            sync_count: 0,
            device_last_modified: None,
        };
        let update = UpdateRecords {
            name: "settings".to_owned(),
            changes: vec![change("theme", "dark".to_owned()), change("level", self.n.to_string())],
            by: id.to_owned(),
            limits: Limits::default(),
            may_begin: true,
        };
        let mut dataset = Asked::new(ledger, dataset::stream(&stream, &uuid().simple().to_string()));
        dataset.ask(&update, "cognito-sync:UpdateRecords").await;
    }
}

/// The name of the person of this number.
pub(crate) fn username(n: u64) -> String {
    format!("person{n}")
}

/// What the pools hold people's keys under.
pub(crate) fn ledgers(pools: &Pools) -> (LedgerId, LedgerId) {
    (pools.users.clone(), LedgerId::new(pools.identities.as_str()))
}

fn version(user: &Asked<'_, User>) -> String {
    user.root.state().profile().map(|profile| profile.credential.version.clone()).unwrap_or_default()
}

/// An aggregate that has no other caller.
struct Asked<'a, A> {
    ledger: &'a Ledger,
    root: Root<A>,
}

impl<'a, A: Aggregate> Asked<'a, A> {
    fn new(ledger: &'a Ledger, stream: Stream) -> Self {
        Self { ledger, root: Root::new(stream, Arc::default()) }
    }

    async fn ask<C: Command<Aggregate = A>>(&mut self, command: &C, operation: &str) {
        let reply = self.root.execute(self.ledger, command, &moment(operation)).await;
        reply.map_or_else(|why| panic!("{operation}: {why}"), drop);
    }
}
