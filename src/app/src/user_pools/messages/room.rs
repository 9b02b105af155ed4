//! The limits of messages: those of a pool refuse calls that send one, those of an address keep messages back.
//!
//! They are of what leaves the server: the outbox folder takes any number. Messages that a function of the pool sends do not count for the
//! pool, as at AWS, and do for their address.

use crypto::seal::Mac;
use domain::{
    LedgerId, Timestamp,
    user_pools::message::{Carrier, Occasion},
    values::contact::Contact,
};
use ports::dispatch;

use super::{delivery::Outgoing, senders::sender, undelivered::TooMany};
use crate::{
    Answer, Fault, Kind,
    kernel::message_limits::{Room, digest},
    user_pools::{UserPools, pools::OpenPool},
};

impl UserPools {
    /// Does what sends a message of a pool, for a name that is known or not; or refuses it, where the pool has sent too many. What fails or is
    /// refused sends nothing, and does not count.
    pub(crate) async fn within_limit<T>(
        &self,
        pool: &OpenPool,
        contact: Contact,
        sending: impl Future<Output = Answer<T>>,
    ) -> Answer<T> {
        let room = self.room_of_pool(pool, contact)?;
        let sent = sending.await?;
        room.used();
        Ok(sent)
    }

    /// Room for one message of a pool.
    pub(crate) fn room_of_pool(&self, pool: &OpenPool, contact: Contact) -> Answer<Room<'_, LedgerId>> {
        if self.port(contact) == dispatch::Carrier::Outbox || sender(pool, contact).is_some() {
            return Ok(Room::unlimited());
        }
        self.message_limits.room_of_pool(&pool.id, contact, self.now()).ok_or_else(|| exceeded(contact))
    }

    /// Sends a message, if its address was not sent too many.
    pub(crate) async fn within_limit_of_address<E: From<TooMany>>(
        &self,
        pool: &OpenPool,
        outgoing: &Outgoing<'_>,
        sending: impl Future<Output = Result<Carrier, E>>,
    ) -> Result<Carrier, E> {
        let contact = outgoing.about.contact;
        if self.port(contact) == dispatch::Carrier::Outbox && sender(pool, contact).is_none() {
            return sending.await;
        }
        let mac = Mac::new(&self.core.derived("messages to an address", pool.id.as_str()));
        let address = digest(&mac, contact, outgoing.to);
        let of_sign_up = outgoing.about.occasion == Occasion::SignUp;
        let rooms = self.message_limits.room_at_address(address, (contact, of_sign_up), self.now());
        let rooms = rooms.ok_or(TooMany)?;
        let carrier = sending.await?;
        rooms.into_iter().for_each(Room::used);
        Ok(carrier)
    }

    /// What carries messages to a contact that no function sends.
    pub(super) fn carrier(&self, contact: Contact) -> Carrier {
        match (self.port(contact), contact) {
            (dispatch::Carrier::Outbox, _) => Carrier::Outbox,
            (dispatch::Carrier::Relay, Contact::Email) => Carrier::MailServer,
            (dispatch::Carrier::Relay, Contact::Phone) => Carrier::TextGateway,
        }
    }

    fn port(&self, contact: Contact) -> dispatch::Carrier {
        match contact {
            Contact::Email => self.mailer.carrier(),
            Contact::Phone => self.texter.carrier(),
        }
    }

    fn now(&self) -> Timestamp {
        self.core.clock().now()
    }
}

/// A pool has sent too many messages. The text of mails is AWS's, of text messages none is known.
fn exceeded(contact: Contact) -> Fault {
    let text = match contact {
        Contact::Email => {
            "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to \
             use your own Amazon SES configuration for sending email."
        }
        Contact::Phone => "Exceeded daily SMS limit for the operation or the account.",
    };
    Fault::new(Kind::LimitExceeded, text)
}
