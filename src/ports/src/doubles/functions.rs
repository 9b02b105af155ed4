//! Functions that a test writes itself.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::triggers::{
    ChallengeCreated, ChallengeDefined, ChallengeVerified, CreateAuthChallenge, DefineAuthChallenge, Event,
    Trigger, TriggerFault, Triggers, VerifyAuthChallengeResponse,
};

/// What a function makes of an event: the `response`.
type Function = Box<dyn Fn(&Event) -> Result<Value, TriggerFault> + Send>;

/// What a function was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The function's ARN.
    pub function: String,
    /// The event that it got.
    pub event: Event,
}

impl Asked {
    /// The trigger: what `triggerSource` begins with.
    pub fn trigger(&self) -> &str {
        trigger(&self.event)
    }

    /// What was asked, with the type of its trigger.
    pub fn request<R: DeserializeOwned>(&self) -> R {
        serde_json::from_value(self.event.request.clone()).expect("a request of this trigger")
    }
}

/// Functions in the test's process, by their trigger. Until it writes one, there is none to call.
#[derive(Default)]
pub struct MemoryFunctions(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    functions: BTreeMap<String, Function>,
    asked: Vec<Asked>,
}

impl MemoryFunctions {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the function of a trigger, by what `triggerSource` begins with, answers an event with this `response`.
    pub fn on(
        &self,
        trigger: &str,
        function: impl Fn(&Event) -> Result<Value, TriggerFault> + Send + 'static,
    ) {
        self.kept().functions.insert(trigger.to_owned(), Box::new(function));
    }

    /// The same with the types of the trigger.
    pub fn answer<R>(&self, function: impl Fn(&R) -> Result<R::Answer, TriggerFault> + Send + 'static)
    where
        R: Trigger + DeserializeOwned,
        R::Answer: Serialize,
    {
        self.on(R::NAME, move |event| {
            let request = serde_json::from_value(event.request.clone()).expect("a request of this trigger");
            function(&request).map(|answer| serde_json::to_value(answer).expect("JSON"))
        });
    }

    /// From now on `DefineAuthChallenge` does this.
    pub fn define(
        &self,
        function: impl Fn(&DefineAuthChallenge) -> Result<ChallengeDefined, TriggerFault> + Send + 'static,
    ) {
        self.answer(function);
    }

    /// From now on `CreateAuthChallenge` does this.
    pub fn create(
        &self,
        function: impl Fn(&CreateAuthChallenge) -> Result<ChallengeCreated, TriggerFault> + Send + 'static,
    ) {
        self.answer(function);
    }

    /// From now on `VerifyAuthChallengeResponse` finds so.
    pub fn verify(
        &self,
        function: impl Fn(&VerifyAuthChallengeResponse) -> Result<bool, TriggerFault> + Send + 'static,
    ) {
        self.answer(move |asked| function(asked).map(|is_right| ChallengeVerified { is_right }));
    }

    /// What functions were asked since this was called last, oldest first.
    pub fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.kept().asked)
    }

    fn run(&self, function: &str, event: &Event) -> Result<Value, TriggerFault> {
        let mut kept = self.kept();
        let missing = || TriggerFault::NotCalled("ResourceNotFoundException".to_owned());
        let answer = kept.functions.get(trigger(event)).ok_or_else(missing).and_then(|run| run(event));
        kept.asked.push(Asked { function: function.to_owned(), event: event.clone() });
        answer
    }
}

fn trigger(event: &Event) -> &str {
    event.trigger_source.split_once('_').map_or("", |(trigger, _)| match trigger {
        "TokenGeneration" => "PreTokenGeneration",
        trigger => trigger,
    })
}

#[async_trait]
impl Triggers for MemoryFunctions {
    async fn invoke(&self, function: &str, event: &Event) -> Result<Value, TriggerFault> {
        let response = self.run(function, event)?;
        let mut answer = serde_json::to_value(event).expect("JSON");
        answer["response"] = response;
        Ok(answer)
    }

    async fn send(&self, function: &str, event: &Event) -> Result<(), TriggerFault> {
        self.run(function, event).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triggers::Call;

    fn call() -> Call<DefineAuthChallenge> {
        Call {
            function: "arn:define".to_owned(),
            region: "us-east-1".to_owned(),
            pool: "us-east-1_a".to_owned(),
            client: "web".to_owned(),
            username: "ada".to_owned(),
            attributes: Some([].into()),
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
        let triggers: &dyn Triggers = &functions;
        let missing = TriggerFault::NotCalled("ResourceNotFoundException".to_owned());
        assert!(triggers.ask(call()).await.is_err_and(|fault| fault == missing));
        let defined = ChallengeDefined { issues_tokens: true, ..ChallengeDefined::default() };
        let answer = defined.clone();
        functions.define(move |_| Ok(answer.clone()));
        assert!(triggers.ask(call()).await.is_ok_and(|answer| answer == defined));
        let [first, second] = &functions.take_asked()[..] else { panic!("two calls") };
        assert_eq!((first, first.trigger()), (second, "DefineAuthChallenge"));
        assert!(first.request::<DefineAuthChallenge>() == call().request);
        assert_eq!(functions.take_asked(), []);
    }
}
