//! Confirmation codes: derived from the nonce in the event under a key that is in no database, so that a code is never stored
//! and can still be sent again after a crash.

use crypto::seal::Mac;
use domain::{
    LedgerId, Moment, Stream,
    user_pools::{
        sign_in::CodeUse,
        user::{
            Purpose, Refusal, User,
            commands::{IssueCode, RefuseCode},
        },
    },
    values::contact::Contact,
};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        pools::OpenPool,
        sign_up::Delivery,
        unknown_names::{Decoy, not_found},
    },
};

impl UserPools {
    /// The code of a nonce.
    pub(crate) fn code(&self, pool: &LedgerId, sub: &str, purpose: Purpose, nonce: &str) -> String {
        let purpose = match purpose {
            Purpose::SignUp => "sign_up",
            Purpose::ForgotPassword => "forgot_password",
            Purpose::VerifyEmail => "verify_email",
            Purpose::VerifyPhoneNumber => "verify_phone_number",
        };
        self.digits(pool, [purpose, sub, nonce], 6)
    }

    /// The code of a nonce that is a factor: six digits, and eight where it is the first one.
    pub(crate) fn factor_code(&self, pool: &LedgerId, sub: &str, code_use: CodeUse, nonce: &str) -> String {
        match code_use {
            CodeUse::First => self.digits(pool, ["first factor", sub, nonce], 8),
            CodeUse::Second => self.digits(pool, ["second factor", sub, nonce], 6),
            CodeUse::Setup => self.digits(pool, ["second factor that is set up", sub, nonce], 6),
        }
    }

    fn digits(&self, pool: &LedgerId, of: [&str; 3], count: u32) -> String {
        if let Some(fixed) = &self.core.settings.fixed_code {
            return fixed.clone();
        }
        let digest = Mac::new(&self.core.derived("code", pool.as_str())).of(&of.map(str::as_bytes));
        // 64 bits over at most a hundred millions: no code is likelier than another by more than one in 10^11.
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        format!("{:0width$}", number % 10_u64.pow(count), width = count as usize)
    }

    /// Issues a code, if the pool has not sent too many messages.
    pub(crate) async fn issue_code(
        &self,
        pool: &OpenPool,
        stream: &Stream,
        issue: IssueCode,
        moment: &Moment,
    ) -> Answer<()> {
        let contact = issue.code.medium.contact();
        let issued =
            async { self.core.directories.users.ask(stream, issue, moment).await.map_err(failed::<User>) };
        self.within_limit(pool, contact, issued).await
    }

    /// Whether a given code is that of a nonce, in a time that does not reveal how much of it is right.
    pub(crate) fn is_code(
        &self,
        pool: &LedgerId,
        sub: &str,
        purpose: Purpose,
        nonce: &str,
        given: &str,
    ) -> bool {
        crypto::secret_hash::same(&self.code(pool, sub, purpose, nonce), given.trim())
    }

    /// The nonce of the code that was sent to a user, if this is it. A wrong one is counted.
    ///
    /// Where the client hides user existence, an expired or used code is refused like a wrong one, so that an unauthenticated caller does
    /// not learn who has asked for codes.
    pub(crate) async fn check_code(
        &self,
        client: &OpenClient,
        user: &Stream,
        purpose: Purpose,
        given: &str,
        moment: &Moment,
    ) -> Answer<String> {
        let state = self.look_at_user(user).await?;
        let nonce = match state.profile().and_then(|profile| profile.pending_code(purpose, moment.now)) {
            Ok(code) => &code.nonce,
            Err(Refusal::CodeExpired) if client.hides_who_exists() => {
                return Err(self.refuse_code_of(&Decoy(user.clone()), purpose, moment).await);
            }
            Err(refusal) => return Err(refusal.into()),
        };
        self.compare_code(user, purpose, nonce, given, moment).await
    }

    /// The refusal of a code that is of no use to the user as it stands. Where the client hides user existence, it is that of a wrong code.
    pub(crate) async fn refuse_useless_code(
        &self,
        client: &OpenClient,
        user: &Stream,
        purpose: Purpose,
        refusal: Refusal,
        moment: &Moment,
    ) -> Fault {
        if client.hides_who_exists() {
            return self.refuse_code_of(&Decoy(user.clone()), purpose, moment).await;
        }
        refusal.into()
    }

    /// The nonce of a pending code, if this is that code. A wrong one is counted.
    pub(crate) async fn compare_code(
        &self,
        user: &Stream,
        purpose: Purpose,
        nonce: &str,
        given: &str,
        moment: &Moment,
    ) -> Answer<String> {
        if self.is_code(&user.ledger, user.id.id(), purpose, nonce, given) {
            return Ok(nonce.to_owned());
        }
        let refused = self.core.directories.users.ask(user, RefuseCode { purpose }, moment).await;
        Err(refused.err().map_or_else(|| Refusal::CodeMismatch.into(), failed::<User>))
    }

    /// The refusal of a code for an unknown name.
    pub(crate) async fn refuse_unknown_code(
        &self,
        client: &OpenClient,
        given: &str,
        purpose: Purpose,
        moment: &Moment,
    ) -> Fault {
        if !client.hides_who_exists() {
            return not_found();
        }
        self.refuse_code_of(&self.decoy(&client.pool, given), purpose, moment).await
    }

    /// Answers a request for a code for an unknown name as if it were a user's.
    pub(crate) async fn simulate_unknown(
        &self,
        client: &OpenClient,
        given: &str,
        purpose: Purpose,
        contacts: &[Contact],
        moment: &Moment,
    ) -> Answer<Delivery> {
        if !client.hides_who_exists() {
            return Err(not_found());
        }
        let decoy = self.decoy(&client.pool, given);
        let simulated = self.simulated(&client.pool, &decoy, contacts, given);
        self.simulate_code(client, &decoy, purpose, &simulated, moment).await?;
        Ok(simulated.delivery())
    }
}
