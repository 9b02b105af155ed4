//! Invitations. Their password is in no event, so that they are sent at once or not at all; an administrator may send another.

use std::collections::BTreeSet;

use domain::{
    Moment,
    user_pools::user_pool::{CODE_PLACE, MessageTemplate, USERNAME_PLACE},
    values::{attributes::Values, contact::Contact},
};
use ports::{
    dispatch::{Dispatch, DispatchId},
    triggers::{MessageSource, Texts},
};

use super::{
    Unsent,
    custom::MessageCall,
    filled,
    html::escaped,
    senders::{NotHandedOver, sender, sender_name},
};
use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{
        UserPools,
        pools::OpenPool,
        triggers::{self, TriggerUser},
    },
};

/// An invitation that can be sent once the user is there.
pub(in super::super) struct Invitation {
    to: Vec<(Contact, String)>,
    template: MessageTemplate,
    /// The user's attributes, as functions get them.
    attributes: Texts,
    client_metadata: Option<Texts>,
}

impl UserPools {
    /// Prepares an invitation to each of these contacts that the user has; where none is named, by text message, where the pool sends them
    /// and the user has a number, else by mail. A function that writes it is asked before anything is recorded: its fault is the caller's.
    pub(in super::super) async fn invitation(
        &self,
        pool: &OpenPool,
        user: TriggerUser<'_>,
        named: &BTreeSet<Contact>,
        client_metadata: Option<Texts>,
    ) -> Answer<Invitation> {
        let template = pool.config.invitation_template();
        let to = reachable(pool, &user.attributes, named);
        let attributes = user.attributes.clone();
        // A message that a function sends is no function's to write.
        let contacts = to.iter().map(|(contact, _)| *contact);
        let contacts: Vec<_> = contacts.filter(|contact| sender(pool, *contact).is_none()).collect();
        if contacts.is_empty() {
            return Ok(Invitation { to, template, attributes, client_metadata });
        }
        let call = invitation_call(pool, user, client_metadata.clone());
        let written = self.written(call, template, &contacts).await;
        let template = written.map_err(|fault| triggers::fault("CustomMessage", fault))?;
        Ok(Invitation { to, template, attributes, client_metadata })
    }

    /// Sends an invitation.
    pub(in super::super) async fn invite(
        &self,
        pool: &OpenPool,
        (username, password): (&str, &str),
        invitation: Invitation,
        moment: &Moment,
    ) -> Answer<()> {
        let Invitation { to, template, attributes, client_metadata } = invitation;
        let message = filled(filled(template, USERNAME_PLACE, username), CODE_PLACE, password);
        for (contact, to) in &to {
            if let Some(function) = sender(pool, *contact) {
                let user = TriggerUser { username, attributes: attributes.clone() };
                let call = invitation_call(pool, user, client_metadata.clone());
                // As at AWS, ready to stand in HTML.
                let handed_over = self.hand_over(call, (*contact, function), &escaped(password)).await;
                handed_over.map_err(|why| not_handed_over(*contact, why))?;
            } else {
                let dispatch = Dispatch { id: dispatch_id()?, at_ms: moment.now.ms() };
                delivered(self.send(pool, dispatch, (*contact, to), message.clone()).await)?;
            }
        }
        Ok(())
    }
}

fn invitation_call<'a>(
    pool: &'a OpenPool,
    user: TriggerUser<'a>,
    client_metadata: Option<Texts>,
) -> MessageCall<'a> {
    let source = MessageSource::AdminCreateUser;
    MessageCall { pool, client_id: "", user, source, client_metadata }
}

fn reachable(pool: &OpenPool, attributes: &Values, named: &BTreeSet<Contact>) -> Vec<(Contact, String)> {
    let address = |contact: &Contact| Some((*contact, attributes.get(contact.attribute())?.clone()));
    if !named.is_empty() {
        return named.iter().filter_map(address).collect();
    }
    let by_text = address(&Contact::Phone).filter(|_| pool.config.sms.is_some());
    by_text.or_else(|| address(&Contact::Email)).into_iter().collect()
}

fn dispatch_id() -> Answer<DispatchId> {
    let id = ids::uuid().to_string().parse();
    id.map_err(|_| Fault::new(Kind::InternalError, "a message needs an id"))
}

/// Whether a message that is sent at once has gone out. One that was refused for good is no fault of the caller's: it is logged.
fn delivered(sent: Result<(), Unsent>) -> Answer<()> {
    match sent {
        Ok(()) => Ok(()),
        Err(fault) if fault.may_pass_later() => {
            Err(Fault::new(Kind::CodeDeliveryFailure, format!("Unable to deliver message: {fault}")))
        }
        Err(fault) => {
            tracing::warn!(%fault, "a message was refused for good");
            Ok(())
        }
    }
}

fn not_handed_over(contact: Contact, why: NotHandedOver) -> Fault {
    let undelivered =
        |why: &str| Fault::new(Kind::CodeDeliveryFailure, format!("Unable to deliver message: {why}"));
    match why {
        NotHandedOver::NoKey => undelivered("the server has no key for the pool's KMSKeyID"),
        NotHandedOver::TooLong => undelivered("the password cannot be encrypted"),
        NotHandedOver::Fault(fault) => triggers::fault(sender_name(contact), fault),
    }
}
