//! Forgetting a person: the subject's key is destroyed, and that it was is recorded.

use domain::{
    LedgerId, Moment, Stream, StreamId, SubjectId,
    subject::{self, Subject, commands::Forget},
};

use crate::{
    Answer,
    kernel::{Core, fault::failed},
};

impl Core {
    /// Forgets a person by the name of the person's key. Idempotent.
    pub(crate) async fn forget_subject(
        &self,
        ledger: &LedgerId,
        subject: &SubjectId,
        reason: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let stream = StreamId::new(subject.as_str());
        self.forget(&Stream::person(ledger.clone(), stream.kind(), stream.id()), reason, moment).await
    }

    /// Forgets the person of a stream. Idempotent: after a crash in between it is done again.
    pub(crate) async fn forget(&self, person: &Stream, reason: &str, moment: &Moment) -> Answer<()> {
        let (Some(subject), Some(stream)) = (&person.subject, subject::stream(person)) else { return Ok(()) };
        self.ledger.forget(&person.ledger, subject).await?;
        let forget = Forget { reason: reason.to_owned() };
        self.directories.subjects.ask(&stream, forget, moment).await.map_err(failed::<Subject>)
    }
}
