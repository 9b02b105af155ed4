//! `SMS_MFA`, `EMAIL_OTP`, `SMS_OTP`: a code that is sent. It is derived from a nonce that the `Session` carries, and stored nowhere.

use std::collections::BTreeSet;

use crypto::{
    seal::{Mac, random_bytes},
    secret_hash::same,
};
use domain::{
    user_pools::{
        sign_in::{self, AskedSecret, Challenge, CodeUse, Destination, FirstFactor, Refused, SignInUser},
        user::{
            CodeReason, User,
            commands::{CheckedCode, IssueFactorCode, Proof},
        },
    },
    values::{contact::Contact, mask},
};

use crate::{
    Answer,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        pools::OpenPool,
        sign_in::{Content, Question, Step, brought::Brought, call::Call, subject::Found},
        unknown_names::Decoy,
    },
};

impl UserPools {
    /// Sends a code to the user's address, or to the one that is set up.
    pub(super) async fn ask_code(
        &self,
        mut call: Call<'_>,
        (to, code_use): (Contact, CodeUse),
        brought: Brought,
    ) -> Answer<Step> {
        let client = call.client;
        let (address, destination) = if let Brought::Content(Content::MfaSetup(Some((_, address)))) = brought
        {
            (address.clone(), Destination::New(address))
        } else {
            let address = self.address_of(&call, to).ok_or(Refused::Outdated)?;
            let digest = self.digest_of_address(&client.pool, &address);
            (address, Destination::Digest(digest))
        };
        let (nonce, offered) = (random_bytes(), offered(&call, code_use));
        let secret = AskedSecret::Code { nonce, destination };
        self.set_asked(client, &mut call.ceremony, Challenge::Code { to, code_use }, secret);
        let issue = IssueFactorCode {
            code_use,
            nonce: hex::encode(nonce),
            contact: to,
            destination: address.clone(),
            expires_at: call.ceremony.asked.as_ref().map_or(call.moment.now, |asked| asked.expires_at),
            client_id: client.id.clone(),
            for_function: client.pool.for_function(CodeReason::Authentication, call.metadata.as_ref())?,
        };
        self.issue_factor_code(&call, issue).await?;
        Ok(Step::Challenge(Question::Code {
            username: call.subject.username,
            contact: to,
            code_use,
            destination: mask::mask(to, &address),
            offered,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }

    /// For an unknown name none is sent, nor to a user who is switched off, which is told after a right first factor only.
    async fn issue_factor_code(&self, call: &Call<'_>, issue: IssueFactorCode) -> Answer<()> {
        let (stream, moment) = (&call.subject.stream, call.moment);
        let contact = issue.contact;
        let issued = async {
            match &call.subject.found {
                Found::Known(user) if user.profile().is_ok_and(|profile| profile.enabled) => {
                    let users = &self.core.directories.users;
                    users.ask(stream, issue, moment).await.map_err(failed::<User>)
                }
                Found::Known(_) | Found::Unknown(_) => {
                    let decoy = Decoy(stream.clone());
                    self.simulate_factor_code(&decoy, issue.issued(moment), moment).await
                }
            }
        };
        self.within_limit(&call.client.pool, contact, issued).await
    }

    /// The user's address; for an unknown name an invented one.
    fn address_of(&self, call: &Call<'_>, contact: Contact) -> Option<String> {
        let Found::Unknown(_) = call.subject.found else { return address(call, contact) };
        let name = match &call.ceremony.user {
            SignInUser::Decoy { name, .. } => name,
            SignInUser::Known { .. } | SignInUser::NotNamed => "",
        };
        let decoy = Decoy(call.subject.stream.clone());
        let simulated = |given: &str| self.simulated(&call.client.pool, &decoy, &[contact], given);
        let typed = simulated(name);
        Some(if typed.contact == contact { typed.to } else { simulated("").to })
    }

    pub(super) fn check_sent_code(&self, call: &Call<'_>, code: &Answer<String>) -> Answer<Proof> {
        let given = code.as_ref().map_err(Clone::clone)?;
        let asked = call.ceremony.asked.as_ref().ok_or(Refused::Outdated)?;
        let (Challenge::Code { to, code_use }, AskedSecret::Code { nonce, destination }) =
            (&asked.challenge, &asked.secret)
        else {
            return Err(Refused::Outdated.into());
        };
        let pool = &call.client.pool;
        let right = self.factor_code(&pool.id, call.subject.stream.id.id(), *code_use, &hex::encode(nonce));
        let sent_to = match destination {
            Destination::New(address) => Some(address.clone()),
            Destination::Digest(digest) => {
                address(call, *to).filter(|address| self.digest_of_address(pool, address) == *digest)
            }
        };
        let (matched, naming) = (same(&right, given.trim()), pool.config.naming.clone());
        Ok(Proof::Code(CheckedCode { matched, sent_to, naming }))
    }

    fn digest_of_address(&self, pool: &OpenPool, address: &str) -> [u8; 32] {
        Mac::new(&self.core.derived("address of a code", pool.id.as_str())).of(&[address.as_bytes()])
    }
}

/// `AvailableChallenges` beside a code that is the first factor.
fn offered(call: &Call<'_>, code_use: CodeUse) -> BTreeSet<FirstFactor> {
    match code_use {
        CodeUse::First => sign_in::offers(&call.rules, &call.person(), &call.ceremony),
        CodeUse::Second | CodeUse::Setup => BTreeSet::new(),
    }
}

/// The user's address.
fn address(call: &Call<'_>, contact: Contact) -> Option<String> {
    call.subject.profile()?.attribute(contact.attribute()).map(str::to_owned)
}
