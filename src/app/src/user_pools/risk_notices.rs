//! Mails that tell users of risky sign-ins, and the answers that users give by the links in them.

use domain::{
    Moment, Personal, Timestamp,
    user_pools::{
        message::Carrier,
        risk::Origin,
        user::{self, FeedbackBy, Profile, RiskNoticeIssued, RiskNoticeKind},
    },
    values::risk::{Notice, Notices},
};
use ledger::Opened;
use ports::{dispatch::Dispatch, mail::Message};
use projections::user_pools::auth_events;

use crate::{
    Answer,
    user_pools::{
        UserPools,
        clients::OpenClient,
        messages::{Outgoing, Undelivered},
        watch::rules_of,
    },
};

/// What the path of a link begins with: `/auth-event-feedback/<pool>?token=<token>&answer=valid`.
pub const FEEDBACK_PATH: &str = "/auth-event-feedback/";

/// Characters of what software calls itself that a mail shows.
const DEVICE_CHARS_MAX: usize = 200;
/// What AWS shows where it does not know a place.
const UNKNOWN: &str = "null";

/// The mail where the rules have no text of their own.
const SUBJECT: &str = "New sign-in attempt";
const TEXT: &str = "We observed an unrecognized sign-in to your account with this information:\n\
    Time: {login-time}\nDevice: {device-name}\nLocation: {city}, {country}\n\n\
    If this sign-in was not by you, change your password and tell us: {one-click-link-invalid}\n\
    If it was by you, let us know: {one-click-link-valid}\n";

impl UserPools {
    /// Sends the mail that a recorded event asks for.
    pub(crate) async fn send_risk_notice(
        &self,
        opened: &Opened,
        issued: &RiskNoticeIssued,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        // Where the pool or the client is deleted, so are the texts.
        let client = self.client_of(opened.record.ledger.as_str(), &issued.client_id).await?;
        let id = opened.record.id.to_string().parse();
        let id = id.map_err(|_| Undelivered::Never("its event has no usable id"))?;
        let notice = self.filled_notice(&client, opened, issued).await?;
        let sent = self.send_notice(&client, Dispatch { id, at_ms: issued.at.ms() }, notice, outgoing);
        self.within_limit_of_address(&client.pool, outgoing, sent).await
    }

    /// Sends a mail in the name that the rules give, or else in the pool's.
    async fn send_notice(
        &self,
        client: &OpenClient,
        dispatch: Dispatch,
        notice: Notice,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        let Notice { subject, html, text } = notice;
        let text = text.or_else(|| html.clone()).unwrap_or_default();
        let (rules, pool) = (notices(client), &client.pool.config.mail);
        let from = rules.and_then(|rules| rules.from.as_ref());
        let from = from.or(pool.from.as_ref().filter(|_| pool.is_own)).cloned();
        let reply_to = rules.and_then(|rules| rules.reply_to.as_ref()).or(pool.reply_to.as_ref()).cloned();
        let to = outgoing.to.to_owned();
        self.send_mail(Message { dispatch, to, subject, text, html, from, reply_to }).await
    }

    /// The mail with its placeholders filled. A user who is deleted gets none.
    async fn filled_notice(
        &self,
        client: &OpenClient,
        opened: &Opened,
        issued: &RiskNoticeIssued,
    ) -> Result<Notice, Undelivered> {
        let record = &opened.record;
        let sub = record.stream.id();
        let state = self.look_at_user(&user::stream(&record.ledger, sub)).await?;
        let Ok(username) = state.profile().and_then(Profile::name) else { return Err(Undelivered::Void) };
        let event = auth_events::id_behind(record.position, issued.behind.into());
        let token = self.feedback_token(&record.ledger, sub, &event)?;
        let link = |answer: &str| {
            let base = &self.core.settings.public_url;
            format!("{base}{FEEDBACK_PATH}{}?token={token}&answer={answer}", record.ledger)
        };
        let (valid, invalid) = (link("valid"), link("invalid"));
        let Notice { subject, html, text } = notice(client, issued.kind);
        let values = values(issued, username, (&valid, &invalid));
        let filled = |text: String, escape: fn(&str) -> String| {
            values.iter().fold(text, |text, (name, value)| text.replace(name, &escape(value)))
        };
        Ok(Notice {
            subject: filled(subject, one_line),
            html: html.map(|html| filled(html, escaped)),
            text: text.map(|text| filled(text, str::to_owned)),
        })
    }

    /// A user says by the link of a mail whether the sign-in was the user's own. False: the link is none, or has ended.
    pub async fn give_feedback_by_link(
        &self,
        pool_id: &str,
        token: &str,
        is_valid: bool,
        moment: &Moment,
    ) -> Answer<bool> {
        let pool = self.protected_pool(pool_id).await?;
        let Some((sub, event)) = self.open_feedback_token(&pool.id, token) else { return Ok(false) };
        let user = user::stream(&pool.id, &sub);
        self.record_feedback(&user, (&event, is_valid), FeedbackBy::User, moment).await.map(|()| true)
    }
}

/// The mail of the rules, or the built-in one.
fn notice(client: &OpenClient, kind: RiskNoticeKind) -> Notice {
    let of_kind = |notices: &Notices| match kind {
        RiskNoticeKind::Blocked => notices.block.clone(),
        RiskNoticeKind::Mfa => notices.mfa.clone(),
        RiskNoticeKind::LetThrough => notices.no_action.clone(),
    };
    let built_in = || Notice { subject: SUBJECT.to_owned(), html: None, text: Some(TEXT.to_owned()) };
    notices(client).and_then(of_kind).unwrap_or_else(built_in)
}

/// What the rules say of mails.
fn notices(client: &OpenClient) -> Option<&Notices> {
    rules_of(client)?.takeover.as_ref()?.notices.as_ref()
}

/// Placeholders and what stands in their place.
fn values(
    issued: &RiskNoticeIssued,
    username: &str,
    (valid, invalid): (&str, &str),
) -> [(&'static str, String); 8] {
    let Origin { address, software, .. } = &issued.origin;
    // A person who is forgotten is sent no mail: what is forgotten in one that is being written is shown as what is not known.
    let known = |text: &Personal<String>| text.known().map_or(UNKNOWN, String::as_str).to_owned();
    let place = issued.origin.place();
    let or_unknown = |text: Option<&String>| {
        text.filter(|text| !text.is_empty()).cloned().unwrap_or_else(|| UNKNOWN.to_owned())
    };
    [
        ("{username}", username.to_owned()),
        ("{ip-address}", known(address)),
        ("{city}", or_unknown(place.map(|place| &place.city))),
        ("{country}", or_unknown(place.map(|place| &place.country))),
        ("{login-time}", time(issued.at)),
        ("{one-click-link-valid}", valid.to_owned()),
        ("{one-click-link-invalid}", invalid.to_owned()),
        // The last: a stranger chooses it, and no placeholder in it is filled.
        ("{device-name}", known(software).chars().take(DEVICE_CHARS_MAX).collect()),
    ]
}

fn time(at: Timestamp) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.ms()).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// What a stranger's software calls itself must not become markup in the user's mail.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_software_calls_itself_is_no_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(one_line("a\r\nBcc: b"), "aBcc: b");
    }

    #[test]
    fn times_are_those_of_a_calendar() {
        assert_eq!(time(Timestamp::from_seconds(1_772_366_400)), "2026-03-01 12:00:00 UTC");
    }
}
