//! Functions that a test writes itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::triggers::{
    Call, ChallengeCreated, ChallengeDefined, CreateAuthChallenge, DefineAuthChallenge, TriggerFault,
    Triggers, VerifyAuthChallengeResponse,
};

type Function<R, A> = Box<dyn Fn(&R) -> Result<A, TriggerFault> + Send>;

/// What a function was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `DefineAuthChallenge`
    Define(Call<DefineAuthChallenge>),
    /// `CreateAuthChallenge`
    Create(Call<CreateAuthChallenge>),
    /// `VerifyAuthChallengeResponse`
    Verify(Call<VerifyAuthChallengeResponse>),
}

/// Functions in the test's process. Until it writes one, there is none to call.
#[derive(Default)]
pub struct MemoryFunctions(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    define: Option<Function<DefineAuthChallenge, ChallengeDefined>>,
    create: Option<Function<CreateAuthChallenge, ChallengeCreated>>,
    verify: Option<Function<VerifyAuthChallengeResponse, bool>>,
    asked: Vec<Asked>,
}

impl MemoryFunctions {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `DefineAuthChallenge` does this.
    pub fn define(
        &self,
        function: impl Fn(&DefineAuthChallenge) -> Result<ChallengeDefined, TriggerFault> + Send + 'static,
    ) {
        self.kept().define = Some(Box::new(function));
    }

    /// From now on `CreateAuthChallenge` does this.
    pub fn create(
        &self,
        function: impl Fn(&CreateAuthChallenge) -> Result<ChallengeCreated, TriggerFault> + Send + 'static,
    ) {
        self.kept().create = Some(Box::new(function));
    }

    /// From now on `VerifyAuthChallengeResponse` does this.
    pub fn verify(
        &self,
        function: impl Fn(&VerifyAuthChallengeResponse) -> Result<bool, TriggerFault> + Send + 'static,
    ) {
        self.kept().verify = Some(Box::new(function));
    }

    /// What functions were asked since this was called last, oldest first.
    pub fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.kept().asked)
    }
}

fn run<R, A>(function: Option<&Function<R, A>>, request: &R) -> Result<A, TriggerFault> {
    let missing = || TriggerFault::NotCalled("ResourceNotFoundException".to_owned());
    function.ok_or_else(missing)?(request)
}

#[async_trait]
impl Triggers for MemoryFunctions {
    async fn define_auth_challenge(
        &self,
        call: Call<DefineAuthChallenge>,
    ) -> Result<ChallengeDefined, TriggerFault> {
        let mut kept = self.kept();
        let answer = run(kept.define.as_ref(), &call.request);
        kept.asked.push(Asked::Define(call));
        answer
    }

    async fn create_auth_challenge(
        &self,
        call: Call<CreateAuthChallenge>,
    ) -> Result<ChallengeCreated, TriggerFault> {
        let mut kept = self.kept();
        let answer = run(kept.create.as_ref(), &call.request);
        kept.asked.push(Asked::Create(call));
        answer
    }

    async fn verify_auth_challenge_response(
        &self,
        call: Call<VerifyAuthChallengeResponse>,
    ) -> Result<bool, TriggerFault> {
        let mut kept = self.kept();
        let answer = run(kept.verify.as_ref(), &call.request);
        kept.asked.push(Asked::Verify(call));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call<DefineAuthChallenge> {
        Call {
            function: "arn:define".to_owned(),
            region: "us-east-1".to_owned(),
            pool: "us-east-1_a".to_owned(),
            client: "web".to_owned(),
            username: "ada".to_owned(),
            attributes: [].into(),
            request: DefineAuthChallenge {
                session: Vec::new(),
                client_metadata: None,
                user_not_found: false,
            },
        }
    }

    #[tokio::test]
    async fn a_function_is_called_once_it_is_written_and_what_it_was_asked_is_kept() {
        let functions = MemoryFunctions::default();
        let missing = TriggerFault::NotCalled("ResourceNotFoundException".to_owned());
        assert!(functions.define_auth_challenge(call()).await == Err(missing));
        let defined = ChallengeDefined { issues_tokens: true, ..ChallengeDefined::default() };
        let answer = defined.clone();
        functions.define(move |_| Ok(answer.clone()));
        assert!(functions.define_auth_challenge(call()).await == Ok(defined));
        assert_eq!(functions.take_asked(), [Asked::Define(call()), Asked::Define(call())]);
        assert_eq!(functions.take_asked(), []);
    }
}
