//! Mails that tell users of risky sign-ins, which a function sends where the pool has one for mail, and the answers that users give by the
//! links in them.

use domain::{
    Moment, Timestamp,
    user_pools::{
        message::Carrier,
        risk::Origin,
        user::{self, FeedbackBy, Profile, RiskNoticeIssued, RiskNoticeKind},
    },
    values::{
        contact::Contact,
        risk::{Notice, Notices},
    },
};
use ledger::Opened;
use ports::{dispatch::Dispatch, mail::Message, triggers::SuspectSignIn};
use projections::user_pools::auth_events;

use crate::{
    Answer,
    user_pools::{
        UserPools,
        clients::OpenClient,
        messages::{Outgoing, Undelivered, sender},
        watch::rules_of,
    },
};

/// What the path of a link begins with: `/auth-event-feedback/<pool>?token=<token>&answer=valid`.
pub const FEEDBACK_PATH: &str = "/auth-event-feedback/";

/// Characters of what software calls itself that a mail shows.
const DEVICE_CHARS_MAX: usize = 200;
/// What AWS shows where it does not know a place.
const UNKNOWN: &str = "null";
/// `2026-03-01 12:00:00 UTC`: a time in a mail.
const MAIL_TIME: &str = "%Y-%m-%d %H:%M:%S UTC";
/// `Sunday, March 01, 2026 12:00 PM UTC`: a time that a function is told.
const FUNCTION_TIME: &str = "%A, %B %d, %Y %I:%M %p UTC";

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
        let notified = self.notified(opened, issued).await?;
        let sent = self.send_or_hand_over(&client, (opened, issued), notified, outgoing);
        self.within_limit_of_address(&client.pool, outgoing, sent).await
    }

    async fn send_or_hand_over(
        &self,
        client: &OpenClient,
        (opened, issued): (&Opened, &RiskNoticeIssued),
        notified: Notified,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        if let Some(function) = sender(&client.pool, Contact::Email) {
            let from = (&client.pool, &client.id[..]);
            self.hand_over_notice(from, function, notified.suspect(issued)).await?;
            return Ok(Carrier::Function);
        }
        let id = opened.record.id.to_string().parse();
        let id = id.map_err(|_| Undelivered::Never("its event has no usable id"))?;
        let dispatch = Dispatch { id, at_ms: issued.at.ms() };
        self.send_notice(client, dispatch, notified.mail(client, issued), outgoing).await
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

    /// What a user is told, who can answer. A user who is deleted is told nothing.
    async fn notified(&self, opened: &Opened, issued: &RiskNoticeIssued) -> Result<Notified, Undelivered> {
        let record = &opened.record;
        let sub = record.stream.id();
        let state = self.look_at_user(&user::stream(&record.ledger, sub)).await?;
        let Ok(username) = state.profile().and_then(Profile::name) else { return Err(Undelivered::Void) };
        let event_id = auth_events::id_behind(record.position, issued.behind.into());
        let token = self.feedback_token(&record.ledger, sub, &event_id)?;
        let link = |answer: &str| {
            let base = &self.core.settings.public_url;
            format!("{base}{FEEDBACK_PATH}{}?token={token}&answer={answer}", record.ledger)
        };
        let (valid, invalid) = (link("valid"), link("invalid"));
        Ok(Notified { username: username.to_owned(), event_id, token, valid, invalid })
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

/// The user whom a notice is for, and how the user answers it.
struct Notified {
    username: String,
    /// The sign-in, as it is listed.
    event_id: String,
    /// Opens what the links lead to.
    token: String,
    /// The link that says that it was the user.
    valid: String,
    /// The link that says that it was not.
    invalid: String,
}

impl Notified {
    /// The mail with its placeholders filled.
    fn mail(&self, client: &OpenClient, issued: &RiskNoticeIssued) -> Notice {
        let Notice { subject, html, text } = notice(client, issued.kind);
        let values = self.values(issued);
        let filled = |text: String, escape: fn(&str) -> String| {
            values.iter().fold(text, |text, (name, value)| text.replace(name, &escape(value)))
        };
        Notice {
            subject: filled(subject, one_line),
            html: html.map(|html| filled(html, escaped)),
            text: text.map(|text| filled(text, str::to_owned)),
        }
    }

    /// Placeholders and what stands in their place.
    fn values(&self, issued: &RiskNoticeIssued) -> [(&'static str, String); 8] {
        let Whence { address, city, country, software } = whence(&issued.origin);
        let shown = |value: Option<String>| value.unwrap_or_else(|| UNKNOWN.to_owned());
        [
            ("{username}", self.username.clone()),
            ("{ip-address}", shown(address)),
            ("{city}", shown(city)),
            ("{country}", shown(country)),
            ("{login-time}", time(issued.at, MAIL_TIME)),
            ("{one-click-link-valid}", self.valid.clone()),
            ("{one-click-link-invalid}", self.invalid.clone()),
            // The last: a stranger chooses it, and no placeholder in it is filled.
            ("{device-name}", shown(software)),
        ]
    }

    /// The same for a function that sends the mail.
    fn suspect(self, issued: &RiskNoticeIssued) -> SuspectSignIn {
        let Whence { address, city, country, software } = whence(&issued.origin);
        SuspectSignIn {
            event_id: self.event_id,
            user_name: self.username,
            account_take_over_action: match issued.kind {
                RiskNoticeKind::Blocked => "BLOCK",
                RiskNoticeKind::Mfa => "MFA",
                RiskNoticeKind::LetThrough => "NO_ACTION",
            },
            login_time: time(issued.at, FUNCTION_TIME),
            ip_address: address,
            city,
            country,
            device_name: software,
            feedback_token: self.token,
            one_click_link_valid: self.valid,
            one_click_link_invalid: self.invalid,
        }
    }
}

/// Where a sign-in came from, as far as it is known.
struct Whence {
    address: Option<String>,
    city: Option<String>,
    country: Option<String>,
    /// What the software calls itself, cut.
    software: Option<String>,
}

/// A person who is forgotten is sent no mail: what is forgotten in one that is being written is not known.
fn whence(origin: &Origin) -> Whence {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let (place, software) = (origin.place(), origin.software.known());
    Whence {
        address: origin.address.known().and_then(filled),
        city: place.and_then(|place| filled(&place.city)),
        country: place.and_then(|place| filled(&place.country)),
        software: software.and_then(filled).map(|text| text.chars().take(DEVICE_CHARS_MAX).collect()),
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

fn time(at: Timestamp, form: &str) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.ms()).unwrap_or_default();
    at.format(form).to_string()
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
        let at = Timestamp::from_seconds(1_772_366_400);
        assert_eq!(time(at, MAIL_TIME), "2026-03-01 12:00:00 UTC");
        assert_eq!(time(at, FUNCTION_TIME), "Sunday, March 01, 2026 12:00 PM UTC");
    }
}
