//! Users whom identity providers sign in: what a verified answer of a provider makes of them. The first answer about an account makes a
//! user, a later one changes what has changed, and one about a linked account is about the user that it is linked to.
//!
//! It knows no protocol: what a provider has said was verified before. The session is opened by `sign_in::vouched`.

mod counted;
mod mapping;
mod refused;
mod taking;

pub(super) use counted::Counted;
pub(crate) use refused::{NotTaken, SignInAtProvider};
use taking::{Taking, own_account};

use domain::{
    Moment, Stream,
    user_pools::{
        federation::Reason,
        identity_provider::ProviderConfig,
        user::{
            self, ACCOUNT_SCOPE, ANSWER_SCOPE, Account, Profile, Refusal, User,
            commands::{RefuseFederation, SignUpByProvider, TakeProviderAnswer},
        },
    },
    values::writing::{NewUser, Rules},
};
use ports::{
    federation::ForeignUser,
    triggers::{InboundFederation, Texts},
};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    user_pools::{
        UserPools,
        clients::OpenClient,
        pools::OpenPool,
        sign_up::alias_taken,
        triggers::TriggerUser,
        users::{personal, write_fault},
    },
};

/// What a provider has said, with what makes its answer one of its own. Each of those is good once in the pool.
pub(crate) struct Said<'a> {
    /// The provider.
    pub(crate) provider: &'a ProviderConfig,
    /// What it has said, verified.
    pub(crate) user: ForeignUser,
    /// The id of the sign-in that it completes, and that of an assertion.
    pub(crate) answers: Vec<String>,
}

/// The user whom an answer is about, as it stands after it.
pub(crate) struct Known {
    /// Where the user lives.
    pub(crate) stream: Stream,
    /// Whether the answer has made the user.
    pub(crate) is_new: bool,
}

impl UserPools {
    /// Whether an answer has been taken before.
    pub(crate) async fn is_answer_used(&self, pool: &OpenPool, id: &str) -> Answer<bool> {
        Ok(self.core.ledger.holder(&pool.id, ANSWER_SCOPE, id).await?.is_some())
    }

    /// Takes a provider's answer, and gives the user whom it is about.
    pub(crate) async fn take_answer(
        &self,
        client: &OpenClient,
        said: Said<'_>,
        moment: &Moment,
    ) -> Result<Known, NotTaken> {
        for answer in &said.answers {
            if self.is_answer_used(&client.pool, answer).await? {
                return Err(NotTaken::Refused(Reason::UsedBefore, answer_used()));
            }
        }
        let user = self.ask_inbound_federation(client, said.provider, said.user).await;
        let user = user.map_err(NotTaken::because(Reason::Function))?;
        let taking = Taking::new(client, said.provider, user, said.answers);
        let taking = taking.map_err(NotTaken::because(Reason::Attributes))?;
        if let Some(known) = self.take_of_known(&taking, moment).await? {
            return Ok(known);
        }
        let new = self.federated_newcomer(&taking).await?;
        // The function may have linked the account to a user.
        if let Some(known) = self.take_of_known(&taking, moment).await? {
            return Ok(known);
        }
        match self.make(&taking, new, moment).await {
            // Another sign-in with the same account was first.
            Err(NotTaken::Refused(Reason::NameTaken, _)) => {
                let known = self.take_of_known(&taking, moment).await?;
                known.ok_or_else(|| NotTaken::Refused(Reason::NameTaken, already_there(&taking)))
            }
            made => made,
        }
    }

    /// Records that a sign-in by a provider is refused, and gives the fault that refuses it.
    pub(crate) async fn refuse_federation(
        &self,
        client: &OpenClient,
        (provider, stream): (&str, &Stream),
        fault: Fault,
        moment: &Moment,
    ) -> Fault {
        let (provider, why) = (provider.to_owned(), fault.message.trim().to_owned());
        let refuse = RefuseFederation { provider, why, client_id: client.id.clone() };
        match self.core.directories.users.ask(stream, refuse, moment).await {
            Ok(()) => fault,
            Err(failure) => failed::<User>(failure),
        }
    }

    /// Asks `InboundFederation` what attributes are made of. An answer that is not empty takes the place of all that the provider says.
    async fn ask_inbound_federation(
        &self,
        client: &OpenClient,
        provider: &ProviderConfig,
        mut user: ForeignUser,
    ) -> Answer<ForeignUser> {
        let Some(function) = &client.pool.config.triggers.inbound_federation else { return Ok(user) };
        let request = InboundFederation {
            provider_name: provider.name.clone(),
            provider_type: provider.details.provider_type().name().to_owned(),
            attributes: user.parts.clone(),
        };
        let named = TriggerUser { username: &user.subject, attributes: Texts::new() };
        let call = ports::triggers::Call {
            attributes: None,
            ..self.function_call((&client.pool, &client.id), function, named, request)
        };
        let asked = self.triggers()?.ask(call).await;
        let answer = asked.map_err(|why| super::triggers::fault("InboundFederation", why))?;
        if let Some(claims) = answer.user_attributes_to_map.filter(|claims| !claims.is_empty()) {
            user.claims = claims;
        }
        Ok(user)
    }

    /// Takes the answer for a user who has the account, if there is one.
    async fn take_of_known(&self, taking: &Taking<'_>, moment: &Moment) -> Answer<Option<Known>> {
        let pool = &taking.client.pool;
        let Some((stream, account)) = self.holder_of(pool, &taking.accounts).await? else { return Ok(None) };
        let take = TakeProviderAnswer {
            answer: taking.answer.clone(),
            account,
            attributes: taking.attributes.clone(),
            schema: pool.config.schema.clone(),
            naming: pool.config.naming.clone(),
        };
        match self.core.directories.users.ask(&stream, take, moment).await.map_err(alias_taken) {
            Ok(()) => Ok(Some(Known { stream, is_new: false })),
            Err(fault) if is_passing(&fault) => Err(fault),
            Err(fault) => {
                let of = (&taking.answer.provider[..], &stream);
                Err(self.refuse_federation(taking.client, of, fault, moment).await)
            }
        }
    }

    /// The user who has one of these accounts, with the account.
    async fn holder_of(&self, pool: &OpenPool, accounts: &[Account]) -> Answer<Option<(Stream, Account)>> {
        for account in accounts {
            let Some(name) = account.claimed() else { continue };
            if let Some(holder) = self.core.ledger.holder(&pool.id, ACCOUNT_SCOPE, &name).await? {
                return Ok(Some((user::stream(&pool.id, holder.id()), account.clone())));
            }
        }
        Ok(None)
    }

    /// The user that the answer would make, if the pool's function agrees.
    async fn federated_newcomer(&self, taking: &Taking<'_>) -> Result<NewUser, NotTaken> {
        let config = &taking.client.pool.config;
        let rules = Rules { schema: &config.schema, naming: &config.naming };
        let attributes = taking.attributes.clone();
        let new = rules.new_external(&taking.username(), attributes).map_err(write_fault);
        let new = new.map_err(NotTaken::because(Reason::Attributes))?;
        let asked = self.ask_of_federated(taking.client, (&new.username, &new.attributes)).await;
        asked.map_err(NotTaken::because(Reason::Function))?;
        Ok(new)
    }

    async fn make(&self, taking: &Taking<'_>, new: NewUser, moment: &Moment) -> Result<Known, NotTaken> {
        let (client, pool) = (taking.client, &taking.client.pool);
        let NewUser { username, attributes, names, .. } = new;
        let sign_up = SignUpByProvider {
            username,
            names,
            attributes: personal(attributes),
            answer: taking.answer.clone(),
            group: self.group_of_provider(pool, &taking.answer.provider).await?,
        };
        let stream = user::stream(&pool.id, &ids::uuid().to_string());
        let command = pool.confirming(&client.id, sign_up);
        self.core.directories.users.ask(&stream, command, moment).await.map_err(not_made)?;
        match self.tell_confirmed(pool, &stream, None, moment).await {
            Err(fault) if !is_passing(&fault) => {
                let of = (&taking.answer.provider[..], &stream);
                Err(self.refuse_federation(client, of, fault, moment).await.into())
            }
            told => Ok(told.map(|()| Known { stream, is_new: true })?),
        }
    }

    /// The user whom a provider's name and an id of its own, or a user name, mean, if the provider has made such a user.
    pub(super) async fn find_made_by(
        &self,
        pool: &OpenPool,
        provider: &str,
        value: &str,
    ) -> Answer<Option<Stream>> {
        let is_made = |profile: &Profile| {
            profile.links.iter().any(|link| link.is_primary && link.account.provider == provider)
        };
        let account = own_account(provider, value);
        let by_account =
            self.holder_of(pool, std::slice::from_ref(&account)).await?.map(|(stream, _)| stream);
        let found = match by_account {
            Some(stream) => Some(stream),
            None => self.find_named(pool, value).await?,
        };
        let Some(stream) = found else { return Ok(None) };
        let user = self.look_at_user(&stream).await?;
        Ok(user.profile().is_ok_and(is_made).then_some(stream))
    }
}

/// Why the user of an answer was not made.
fn not_made(failure: host::Failure<Refusal>) -> NotTaken {
    let reason = match &failure {
        host::Failure::Refused(Refusal::AnswerUsed) => Reason::UsedBefore,
        _ => Reason::NameTaken,
    };
    NotTaken::because(reason)(failed::<User>(failure))
}

/// Another user has the name that the provider's user would get.
fn already_there(taking: &Taking<'_>) -> Fault {
    let username = taking.client.pool.config.naming.canonical(&taking.username());
    Fault::new(Kind::UsernameExists, format!("Already found an entry for username {username}"))
}

/// Whether it is the service that cannot answer now, and no fact about the user.
pub(crate) const fn is_passing(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::InternalError | Kind::TooManyRequests)
}

/// An answer that was used before.
pub(crate) fn answer_used() -> Fault {
    Refusal::AnswerUsed.into()
}
