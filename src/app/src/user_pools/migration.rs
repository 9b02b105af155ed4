//! `UserMigration`: a function of the pool is asked for a user whom the pool does not know, when a password is given or forgotten.
//!
//! Only an unknown name asks it, so that its time tells who is new. Its faults are told to a caller who may know which users exist.

use domain::{
    Moment,
    user_pools::user::commands::Migrate,
    values::{
        attributes::Values,
        writing::{NewUser as Admitted, Writer},
    },
};
use ports::triggers::{Call, MigratedUser, MigrationSource, Texts, TriggerFault, UserMigration};

use crate::{
    Answer, Fault, Kind,
    user_pools::{
        UserPools,
        clients::OpenClient,
        triggers::{self, TriggerUser},
        users::{Named, not_made, personal},
    },
};

const TRIGGER: &str = "UserMigration";
/// The attribute that gives the user another user name than what was typed, where users are not named by an address.
const USERNAME: &str = "username";

/// What was typed under an unknown name.
pub(super) struct Unknown<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The password; absent where it is forgotten.
    pub(super) password: Option<&'a str>,
    /// `ClientMetadata` of the call.
    pub(super) client_metadata: Option<&'a Texts>,
}

/// The user whom a function knows, held to the pool's rules.
struct Newcomer {
    named: Named,
    is_confirmed: bool,
    sms_factor: bool,
    force_alias: bool,
}

impl UserPools {
    /// Whether the pool's function has brought the user of an unknown name, or another call of it has meanwhile.
    pub(super) async fn migrate(
        &self,
        client: &OpenClient,
        unknown: &Unknown<'_>,
        moment: &Moment,
    ) -> Answer<bool> {
        let Some(function) = client.pool.config.triggers.user_migration.as_deref() else { return Ok(false) };
        let decoy = self.decoy(&client.pool, unknown.name);
        if self.locks_of(&decoy, moment).password {
            return Ok(false);
        }
        match self.bring(client, function, unknown, moment).await {
            // It is answered like a name that nobody knows.
            Err(fault) if client.hides_who_exists() && is_of_function(&fault) => Ok(false),
            brought => brought,
        }
    }

    async fn bring(
        &self,
        client: &OpenClient,
        function: &str,
        unknown: &Unknown<'_>,
        moment: &Moment,
    ) -> Answer<bool> {
        let asked = self.triggers()?.ask(self.migration_call(client, function, unknown)).await;
        let answer = asked.map_err(|why| triggers::fault(TRIGGER, why))?;
        let Some(newcomer) = self.newcomer(client, unknown, answer).await? else { return Ok(false) };
        self.settle_newcomer(client, newcomer, unknown.password, moment).await
    }

    fn migration_call(
        &self,
        client: &OpenClient,
        function: &str,
        unknown: &Unknown<'_>,
    ) -> Call<UserMigration> {
        let metadata = unknown.client_metadata.cloned();
        let request = match unknown.password {
            Some(password) => UserMigration {
                source: MigrationSource::Authentication,
                password: Some(password.to_owned()),
                validation_data: metadata,
                client_metadata: None,
            },
            None => UserMigration {
                source: MigrationSource::ForgotPassword,
                password: None,
                validation_data: None,
                client_metadata: metadata,
            },
        };
        let user = TriggerUser { username: unknown.name, attributes: Texts::new() };
        Call { attributes: None, ..self.function_call((&client.pool, &client.id), function, user, request) }
    }

    /// Whom an answer is about; none where it has no attributes.
    async fn newcomer(
        &self,
        client: &OpenClient,
        unknown: &Unknown<'_>,
        answer: MigratedUser,
    ) -> Answer<Option<Newcomer>> {
        let Some(mut attributes) = answer.user_attributes.filter(|attributes| !attributes.is_empty()) else {
            return Ok(None);
        };
        let is_confirmed = match answer.final_user_status.as_deref() {
            Some("CONFIRMED") => true,
            None | Some("RESET_REQUIRED") => false,
            Some(_) => return Err(triggers::fault(TRIGGER, TriggerFault::Unreadable)),
        };
        let own_name = attributes.remove(USERNAME);
        let by_address = !client.pool.config.naming.username_attributes.is_empty();
        let name = own_name.filter(|_| !by_address).unwrap_or_else(|| unknown.name.to_owned());
        Ok(Some(Newcomer {
            named: self.admitted(client, &name, attributes).await?,
            is_confirmed,
            sms_factor: answer.enable_sms_mfa == Some(true),
            force_alias: answer.force_alias_creation == Some(true),
        }))
    }

    /// The function may say what an administrator may: which addresses are verified, too.
    async fn admitted(&self, client: &OpenClient, name: &str, attributes: Values) -> Answer<Named> {
        let named = self.name_user(&client.pool, name, attributes, Writer::Administrator).await;
        named.map_err(|fault| match fault.kind {
            Kind::InvalidParameter | Kind::UsernameExists => {
                tracing::warn!(%fault, "a function has brought a user whom the pool cannot have");
                triggers::fault(TRIGGER, TriggerFault::Unreadable)
            }
            _ => fault,
        })
    }

    /// Makes the user. The pool's policy does not apply to the password, which was good elsewhere.
    async fn settle_newcomer(
        &self,
        client: &OpenClient,
        newcomer: Newcomer,
        password: Option<&str>,
        moment: &Moment,
    ) -> Answer<bool> {
        let Newcomer { named, is_confirmed, sms_factor, force_alias } = newcomer;
        let Admitted { username, attributes, names, called } = named.user;
        let credential = match password {
            Some(password) => Some(self.credential(&client.pool, &username, password).await?),
            None => None,
        };
        let yielding =
            if force_alias { self.yielding(&client.pool, &names, &named.stream).await? } else { Vec::new() };
        let attributes = personal(attributes);
        let command = Migrate { username, names, attributes, credential, is_confirmed, sms_factor };
        let made = self.ask_taking(&named.stream, command, yielding, moment).await;
        match made.map_err(|failure| not_made(failure, &called, Writer::Administrator)) {
            // By another call at the same time, if the name is found now.
            Err(fault) if fault.kind == Kind::UsernameExists => Ok(true),
            made => made.map(|()| true),
        }
    }
}

/// Whether it is the function that has failed, and not the service.
const fn is_of_function(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::UserLambdaValidation | Kind::InvalidLambdaResponse | Kind::UnexpectedLambda)
}
