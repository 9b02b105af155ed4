//! Invitations. Their password is in no event, so that they are sent at once or not at all; an administrator may send another.

use std::{collections::BTreeSet, fmt::Display};

use domain::{
    Beginnings, Command, Decision, Moment, Stream,
    user_pools::{
        message::{About, Carrier, Occasion, commands::Begin},
        user::User,
        user_pool::{CODE_PLACE, MessageTemplate, USERNAME_PLACE},
    },
    values::{attributes::Values, contact::Contact},
};
use ports::{
    dispatch::{Dispatch, DispatchId},
    triggers::{MessageSource, Texts},
};

use super::{
    Unsent,
    custom::MessageCall,
    delivery::Outgoing,
    filled,
    html::escaped,
    senders::{NotHandedOver, sender, sender_name},
    undelivered::TooMany,
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
    to: Vec<Recipient>,
    template: MessageTemplate,
    /// The user's attributes, as functions get them.
    attributes: Texts,
    client_metadata: Option<Texts>,
}

/// One message of an invitation.
struct Recipient {
    id: DispatchId,
    contact: Contact,
    address: String,
}

/// A command that makes a user, or a password, to be told by an invitation: its messages are due with it.
pub(in super::super) struct Inviting<C> {
    pub(in super::super) command: C,
    pub(in super::super) due: Vec<(Stream, About)>,
}

impl<C: Command<Aggregate = User>> Command for Inviting<C> {
    type Aggregate = User;
    type Reply = C::Reply;
    const BEGINS_STREAM: bool = C::BEGINS_STREAM;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let Decision { events, reply } = self.command.decide(user, moment);
        Decision { events, reply }
    }

    fn also_begins(&self, reply: &C::Reply, beginnings: &mut impl Beginnings) {
        self.command.also_begins(reply, beginnings);
        for (stream, about) in &self.due {
            beginnings.add(stream, &Begin(about.clone()));
        }
    }
}

impl Invitation {
    /// By what it is sent.
    pub(in super::super) fn contacts(&self) -> impl Iterator<Item = Contact> {
        self.to.iter().map(|recipient| recipient.contact)
    }

    /// Its messages, as they are recorded to be due.
    pub(in super::super) fn due(&self, user: &Stream, moment: &Moment) -> Vec<(Stream, About)> {
        let due = |recipient: &Recipient| {
            let outgoing = recipient.outgoing(user, moment);
            (outgoing.stream, outgoing.about)
        };
        self.to.iter().map(due).collect()
    }
}

impl Recipient {
    fn outgoing(&self, user: &Stream, moment: &Moment) -> Outgoing<'_> {
        let (id, to) = (self.id.to_string(), (self.contact, self.address.as_str()));
        Outgoing::new((user, &id), Occasion::Invitation, to, moment.now)
    }
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
        let to = reachable(pool, &user.attributes, named)?;
        let attributes = user.attributes.clone();
        // A message that a function sends is no function's to write.
        let contacts = to.iter().map(|recipient| recipient.contact);
        let contacts: Vec<_> = contacts.filter(|contact| sender(pool, *contact).is_none()).collect();
        if contacts.is_empty() {
            return Ok(Invitation { to, template, attributes, client_metadata });
        }
        let call = invitation_call(pool, user, client_metadata.clone());
        let written = self.written(call, template, &contacts).await;
        let template = written.map_err(|fault| triggers::fault("CustomMessage", fault))?;
        Ok(Invitation { to, template, attributes, client_metadata })
    }

    /// Sends an invitation to a user, and records of each of its messages how it ended. The fault of the first that fails is the caller's.
    pub(in super::super) async fn invite(
        &self,
        (pool, user): (&OpenPool, &Stream),
        (username, password): (&str, &str),
        invitation: Invitation,
        moment: &Moment,
    ) -> Answer<()> {
        let Invitation { to, template, attributes, client_metadata } = invitation;
        let message = filled(filled(template, USERNAME_PLACE, username), CODE_PLACE, password);
        let mut fault = None;
        for recipient in &to {
            let outgoing = recipient.outgoing(user, moment);
            let invited = TriggerUser { username, attributes: attributes.clone() };
            let call = invitation_call(pool, invited, client_metadata.clone());
            let sent = self.send_invitation(call, recipient, (message.clone(), password), moment);
            match self.within_limit_of_address(pool, &outgoing, sent).await {
                Ok(carrier) => {
                    self.record_handed_over(&outgoing, self.handed_over_now(&outgoing, carrier)).await?;
                }
                Err(not_sent) => {
                    self.record_given_up(&outgoing, 1, not_sent.why).await?;
                    fault = fault.or(not_sent.fault);
                }
            }
        }
        fault.map_or(Ok(()), Err)
    }

    async fn send_invitation(
        &self,
        call: MessageCall<'_>,
        recipient: &Recipient,
        (message, password): (MessageTemplate, &str),
        moment: &Moment,
    ) -> Result<Carrier, NotInvited> {
        let Recipient { id, contact, address } = recipient;
        if let Some(function) = sender(call.pool, *contact) {
            // As at AWS, ready to stand in HTML.
            let handed_over = self.hand_over(call, (*contact, function), &escaped(password)).await;
            return handed_over.map(|()| Carrier::Function).map_err(|why| not_handed_over(*contact, why));
        }
        let dispatch = Dispatch { id: id.clone(), at_ms: moment.now.ms() };
        Ok(self.send(call.pool, dispatch, (*contact, address), message).await?)
    }
}

/// Why an invitation has not gone out, as the caller and as the log is told.
struct NotInvited {
    /// `None`: it was refused for good, and that is no fault of the caller's.
    fault: Option<Fault>,
    why: &'static str,
}

impl NotInvited {
    fn undelivered(reason: impl Display, why: &'static str) -> Self {
        let text = format!("Unable to deliver message: {reason}");
        Self { fault: Some(Fault::new(Kind::CodeDeliveryFailure, text)), why }
    }
}

impl From<TooMany> for NotInvited {
    fn from(_: TooMany) -> Self {
        Self::undelivered(TooMany::WHY, TooMany::WHY)
    }
}

impl From<Unsent> for NotInvited {
    fn from(fault: Unsent) -> Self {
        if fault.may_pass_later() {
            return Self::undelivered(&fault, fault.why());
        }
        tracing::warn!(%fault, "a message was refused for good");
        Self { fault: None, why: fault.why() }
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

fn reachable(pool: &OpenPool, attributes: &Values, named: &BTreeSet<Contact>) -> Answer<Vec<Recipient>> {
    let address = |contact: &Contact| Some((*contact, attributes.get(contact.attribute())?.clone()));
    let reached: Vec<_> = if named.is_empty() {
        let by_text = address(&Contact::Phone).filter(|_| pool.config.sms.is_some());
        by_text.or_else(|| address(&Contact::Email)).into_iter().collect()
    } else {
        named.iter().filter_map(address).collect()
    };
    let recipient = |(contact, address)| Ok(Recipient { id: dispatch_id()?, contact, address });
    reached.into_iter().map(recipient).collect()
}

fn dispatch_id() -> Answer<DispatchId> {
    let id = ids::uuid().to_string().parse();
    id.map_err(|_| Fault::new(Kind::InternalError, "a message needs an id"))
}

fn not_handed_over(contact: Contact, fault: NotHandedOver) -> NotInvited {
    let why = fault.why();
    match fault {
        NotHandedOver::NoKey | NotHandedOver::TooLong => NotInvited::undelivered(why, why),
        NotHandedOver::Fault(fault) => {
            NotInvited { fault: Some(triggers::fault(sender_name(contact), fault)), why }
        }
    }
}
