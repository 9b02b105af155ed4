//! The attributes of a user that exists: as administrators write them, and as users write and verify their own.

use std::collections::BTreeMap;

use domain::{
    Moment, Stream,
    user_pools::user::{
        CodeReason, Purpose, RecoveryRules, Refusal,
        commands::{IssueCode, NewCode, VerifyAttribute, WriteAttributes, WrittenBy, code_seconds},
    },
    values::{attributes::Values, contact::Contact},
};
use host::Failure;
use ports::triggers::Texts;

use crate::{
    Answer, Fault, Kind,
    user_pools::{
        UserPools,
        bearer::Bearer,
        code_requests::new_code,
        pools::OpenPool,
        sign_up::{Delivery, alias_taken, delivery},
    },
};

impl UserPools {
    /// An administrator writes attributes; an empty value takes its attribute away.
    pub async fn admin_write_attributes(
        &self,
        pool_id: &str,
        username: &str,
        attributes: Values,
        client_metadata: Option<&Texts>,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        let write = writing(&pool, WrittenBy::Administrator, attributes, ("", client_metadata))?;
        self.write_attributes(&pool, &stream, write, moment).await.map(drop)
    }

    /// A user writes the own attributes; an empty value takes its attribute away. Gives where codes went.
    pub async fn write_own_attributes(
        &self,
        bearer: &Bearer,
        attributes: Values,
        client_metadata: Option<&Texts>,
        moment: &Moment,
    ) -> Answer<Vec<Delivery>> {
        let write_attributes = bearer.client.config.access().write.cloned();
        let by = WrittenBy::User { write_attributes };
        let write = writing(&bearer.pool, by, attributes, (&bearer.client.id, client_metadata))?;
        self.write_attributes(&bearer.pool, &bearer.stream, write, moment).await
    }

    async fn write_attributes(
        &self,
        pool: &OpenPool,
        user: &Stream,
        write: WriteAttributes,
        moment: &Moment,
    ) -> Answer<Vec<Delivery>> {
        let room = |contact: &Contact| Ok((*contact, self.room_of_pool(pool, *contact)?));
        let rooms = write.codes.keys().map(room).collect::<Answer<Vec<_>>>().map_err(limited)?;
        let sent = self.core.directories.users.ask(user, write, moment).await.map_err(not_written)?;
        for (contact, room) in rooms {
            if sent.iter().any(|code| code.medium.contact() == contact) {
                room.used();
            }
        }
        let delivered = |code: &NewCode| Some(delivery(code.medium.contact(), code.destination.known()?));
        Ok(sent.iter().filter_map(delivered).collect())
    }

    /// Sends a code to verify an address of the user with.
    pub async fn send_verification_code(
        &self,
        bearer: &Bearer,
        attribute: &str,
        client_metadata: Option<&Texts>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let contact = contact(attribute)?;
        let for_function = bearer.pool.for_function(CodeReason::VerifyUserAttribute, client_metadata)?;
        let purpose = Purpose::verifying(contact);
        let to = bearer.user.profile()?.address_to_verify(contact, moment.now);
        let to = to.ok_or_else(|| Fault::invalid(format!("The user has no {attribute} to verify.")))?;
        let code = new_code(contact, to, code_seconds(purpose), &bearer.client.id, for_function);
        let issue = IssueCode { purpose, code, recovery: RecoveryRules::default() };
        self.issue_code(&bearer.pool, &bearer.stream, issue, moment).await?;
        Ok(delivery(contact, to))
    }

    /// Verifies an address of the user by the code that was sent there.
    pub async fn verify_attribute(
        &self,
        bearer: &Bearer,
        attribute: &str,
        code: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let contact = contact(attribute)?;
        let purpose = Purpose::verifying(contact);
        let pending = bearer.user.profile()?.pending_code(purpose, moment.now)?;
        let nonce = self.compare_code(&bearer.stream, purpose, &pending.nonce, code, moment).await?;
        let config = &bearer.pool.config;
        let (schema, naming) = (config.schema.clone(), config.naming.clone());
        let verify = VerifyAttribute { contact, nonce, schema, naming };
        self.core.directories.users.ask(&bearer.stream, verify, moment).await.map_err(alias_taken)
    }
}

/// The command that writes attributes, with a code for each new address that the pool verifies.
fn writing(
    pool: &OpenPool,
    by: WrittenBy,
    attributes: Values,
    (client_id, client_metadata): (&str, Option<&Texts>),
) -> Answer<WriteAttributes> {
    let for_function = pool.for_function(CodeReason::UpdateUserAttribute, client_metadata)?;
    let code = |contact: &Contact| {
        let to = attributes.get(contact.attribute()).filter(|value| !value.is_empty())?;
        let seconds = code_seconds(Purpose::verifying(*contact));
        Some((*contact, new_code(*contact, to, seconds, client_id, for_function.clone())))
    };
    let codes: BTreeMap<_, _> = pool.config.auto_verified.iter().filter_map(code).collect();
    Ok(WriteAttributes {
        by,
        schema: pool.config.schema.clone(),
        naming: pool.config.naming.clone(),
        codes,
        verified_first: pool.config.verify_before_update.clone().unwrap_or_default(),
        attributes,
    })
}

fn not_written(failure: Failure<Refusal>) -> Fault {
    limited(alias_taken(failure))
}

/// The operations that write attributes have no error of their own for too many codes.
fn limited(fault: Fault) -> Fault {
    if fault.kind == Kind::LimitExceeded { Fault { kind: Kind::TooManyRequests, ..fault } } else { fault }
}

/// The contact of an attribute that a code can verify.
fn contact(attribute: &str) -> Answer<Contact> {
    Contact::of_attribute(attribute)
        .ok_or_else(|| Fault::invalid(format!("Attribute {attribute} cannot be verified by a code.")))
}
