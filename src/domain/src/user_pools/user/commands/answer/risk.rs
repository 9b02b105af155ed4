//! The risk of a sign-in: judged once, when its first factor was right, and recorded with what follows.

use super::{AnswerChallenge, Draft, method};
use crate::{
    Moment, Personal,
    user_pools::{
        risk::{self, Attempt, Judged, Origin, Traffic, Watched},
        sign_in::{Ceremony, Next, PersonDevice, Risk},
        user::{RiskNoticeIssued, RiskNoticeKind, SignInBlocked, User, UserEvent},
    },
    values::risk::{RiskAction, Takeover},
};

/// What threat protection knows of an attempt, outside of the user.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Where it comes from.
    pub origin: Origin,
    /// By what it is judged; absent where the rules leave out its address, or its flow.
    pub judging: Option<Judging>,
}

/// By what an attempt is judged, beside what is usual of its user.
#[derive(Clone, Debug)]
pub struct Judging {
    /// Counts of other attempts.
    pub traffic: Traffic,
    /// Its address is in `BlockedIPRangeList`.
    pub in_blocked_range: bool,
    /// What is done at each level; nothing where risks are only recorded.
    pub rules: Takeover,
}

impl AnswerChallenge {
    /// Judges a sign-in whose first factor was right just now. Whether the user is to be told.
    pub(super) fn judge(&self, ceremony: &mut Ceremony, user: &User, moment: &Moment) -> bool {
        let watch = self.watch.as_ref().filter(|_| ceremony.judged.is_none());
        let (Some(Watch { origin, judging: Some(judging) }), Ok(profile)) = (watch, user.profile()) else {
            return false;
        };
        let attempt = Attempt {
            origin,
            traffic: judging.traffic,
            wrong_passwords: user.attempts.counted(moment.now),
            has_known_device: profile.devices.named(ceremony.device) != PersonDevice::Unknown
                && ceremony.device.is_some(),
            in_blocked_range: judging.in_blocked_range,
            now: moment.now,
        };
        let (level, reasons) = risk::judge(&profile.habits, &attempt);
        let response = risk::response(&judging.rules, level);
        // A password known from breaches is refused in words of its own.
        if ceremony.risk != Risk::Compromised {
            ceremony.risk = response.action.into();
        }
        ceremony.judged = Some(Judged { level, reasons, action: response.action });
        response.notifies
    }

    /// What is recorded of it.
    pub(super) fn watched(&self, ceremony: &Ceremony) -> Option<Watched> {
        let watch = self.watch.as_ref()?;
        Some(Watched { origin: watch.origin.clone(), risk: ceremony.judged.clone() })
    }

    /// Records that the sign-in was refused because of its risk.
    pub(super) fn block(&self, ceremony: &Ceremony, draft: &mut Draft, moment: &Moment) {
        if let Some(watched) = self.watched(ceremony) {
            let (client_id, method) = (self.client_id.clone(), method(ceremony).to_owned());
            draft.record(SignInBlocked { watched, client_id, method, at: moment.now });
        }
    }

    /// Tells the user by mail of what was recorded just now.
    pub(super) fn notice(&self, next: &Next, ceremony: &Ceremony, draft: &mut Draft, moment: &Moment) {
        let (Some(watch), Some(judged), Ok(profile)) = (&self.watch, &ceremony.judged, draft.user.profile())
        else {
            return;
        };
        let Some(address) = profile.attribute("email").filter(|_| profile.habits.may_be_noticed(moment.now))
        else {
            return;
        };
        let notice = RiskNoticeIssued {
            kind: notice_kind(next, judged.action),
            origin: watch.origin.clone(),
            destination: Personal::Known(address.to_owned()),
            client_id: self.client_id.clone(),
            behind: draft.behind_sign_in(),
            at: moment.now,
        };
        draft.record(notice);
    }
}

impl Draft {
    /// How many events before the next one the attempt was recorded.
    fn behind_sign_in(&self) -> u8 {
        let is_attempt = |event: &UserEvent| {
            matches!(
                event,
                UserEvent::SignedIn(_) | UserEvent::ChallengeSpent(_) | UserEvent::SignInBlocked(_)
            )
        };
        self.events.iter().rev().position(is_attempt).map_or(1, |later| u8::try_from(later + 1).unwrap_or(1))
    }
}

/// Which mail tells of what follows.
const fn notice_kind(next: &Next, action: RiskAction) -> RiskNoticeKind {
    match (next, action) {
        (Next::Admit(_), _) | (_, RiskAction::None) => RiskNoticeKind::LetThrough,
        (Next::Refuse(_), _) | (_, RiskAction::Block) => RiskNoticeKind::Blocked,
        (Next::Ask(_) | Next::Define, RiskAction::MfaIfConfigured | RiskAction::MfaRequired) => {
            RiskNoticeKind::Mfa
        }
    }
}

#[cfg(test)]
#[path = "risk_tests.rs"]
mod tests;
