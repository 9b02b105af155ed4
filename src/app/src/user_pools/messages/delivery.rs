//! A message on its way: it is sent once, as far as the service can know, and how it ended is a fact of its own stream.

use domain::{
    Command, Moment, Personal, Stream, Timestamp,
    user_pools::message::{
        self, About, Carrier, HandedOver, Message, Occasion,
        commands::{GiveUp, HandOver},
    },
    values::{contact::Contact, mask},
};
use ledger::postgres::reactions::Outcome;

use super::undelivered::Undelivered;
use crate::{
    Answer,
    kernel::{fault::failed, ids},
    user_pools::UserPools,
};

/// A message to an address of a user.
pub(crate) struct Outgoing<'a> {
    /// Where its end is recorded.
    pub(super) stream: Stream,
    /// Which it is.
    pub(crate) about: About,
    /// The address.
    pub(crate) to: &'a str,
}

impl<'a> Outgoing<'a> {
    /// The message of an id that no other has.
    pub(crate) fn new(
        (user, id): (&Stream, &str),
        occasion: Occasion,
        (contact, to): (Contact, &'a str),
        asked_at: Timestamp,
    ) -> Self {
        let destination = Personal::Known(mask::mask(contact, to));
        let about = About { occasion, contact, destination, asked_at };
        Self { stream: message::stream(user, id), about, to }
    }
}

impl UserPools {
    /// Sends a message that a fact asks for, unless it was handed over before, and records that it was.
    pub(crate) async fn send_once(
        &self,
        outgoing: &Outgoing<'_>,
        sending: impl Future<Output = Result<Carrier, Undelivered>>,
    ) -> Outcome {
        match self.handed_over_once(outgoing, sending).await {
            Ok(()) | Err(Undelivered::Void) => Outcome::Done,
            Err(Undelivered::Later(why)) => Outcome::Later(why),
            Err(Undelivered::Never(why)) => Outcome::Never(why),
        }
    }

    /// An earlier try may have sent it. That is recorded, or else this node knows of it, unless the process has died in between.
    async fn handed_over_once(
        &self,
        outgoing: &Outgoing<'_>,
        sending: impl Future<Output = Result<Carrier, Undelivered>>,
    ) -> Result<(), Undelivered> {
        let messages = &self.core.directories.messages;
        let known = messages.look(&outgoing.stream).await.map_err(failed::<Message>)?;
        if *known == Message::HandedOver {
            return Ok(());
        }
        let handed_over = match self.unrecorded.get(&outgoing.stream) {
            Some(handed_over) => handed_over,
            None => self.handed_over_now(outgoing, sending.await?),
        };
        Ok(self.record_handed_over(outgoing, handed_over).await?)
    }

    /// The fact that a message was handed over at this moment.
    pub(super) fn handed_over_now(&self, outgoing: &Outgoing<'_>, carrier: Carrier) -> HandedOver {
        HandedOver { about: outgoing.about.clone(), carrier, at: self.core.clock().now() }
    }

    /// Records that a message was handed over. Where that fails, a further try by this node records it, and does not send it again.
    pub(super) async fn record_handed_over(
        &self,
        outgoing: &Outgoing<'_>,
        handed_over: HandedOver,
    ) -> Answer<()> {
        let stream = &outgoing.stream;
        self.unrecorded.insert(stream.clone(), handed_over.clone());
        self.record_end(stream, HandOver(handed_over)).await?;
        self.unrecorded.invalidate(stream);
        Ok(())
    }

    /// Records that a message is tried no more, after so many tries; or else that it was handed over, where only that record had failed.
    pub(crate) async fn record_given_up(&self, outgoing: &Outgoing<'_>, tries: u32, why: &str) -> Answer<()> {
        if let Some(handed_over) = self.unrecorded.get(&outgoing.stream) {
            return self.record_handed_over(outgoing, handed_over).await;
        }
        let (about, why) = (outgoing.about.clone(), why.to_owned());
        self.record_end(&outgoing.stream, GiveUp { about, tries, why }).await
    }

    async fn record_end<C>(&self, stream: &Stream, command: C) -> Answer<()>
    where
        C: Command<Aggregate = Message, Reply = ()>,
    {
        let moment = Moment::system("mail", self.core.clock().now(), ids::uuid().to_string());
        self.core.directories.messages.ask(stream, command, &moment).await.map_err(failed::<Message>)
    }
}
