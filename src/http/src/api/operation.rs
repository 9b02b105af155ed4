//! What all operations share: who may call, what is acted on, and the way from a request to an answer.

use std::{pin::Pin, sync::Arc};

use app::{Answer, App};
use domain::Moment;
use serde_json::Value;
use wire::{AnswerForm, AwsError, ResponseParts, Typed, WireError};

use crate::{
    api::{caller::Caller, fault::error_of, members, region, resource},
    doors::request::Request,
};

/// An operation that is built.
pub(crate) trait Operation: Typed + 'static {
    /// Who may call it.
    type Caller: Caller;

    /// Refuses what AWS refuses about the request itself. A caller's mistake is reported before a member that is not built here.
    fn check(_: &App, _: &Self::Input, _: &Moment) -> Answer<()> {
        Ok(())
    }

    /// Serves it.
    async fn serve(
        app: &App,
        caller: <Self::Caller as Caller>::Proof,
        input: Self::Input,
        moment: &Moment,
    ) -> Answer<Self::Output>;
}

/// The member of an input that holds an access token.
const ACCESS_TOKEN: &str = "AccessToken";

type Served = Pin<Box<dyn Future<Output = Result<ResponseParts, AwsError>>>>;

/// An operation in the list.
pub(crate) struct Entry {
    pub(crate) operation: fn() -> &'static wire::Operation,
    pub(crate) run: fn(Arc<App>, Arc<Request>) -> Served,
}

/// The entry of an operation.
pub(crate) const fn entry<O: Operation>() -> Entry {
    Entry { operation: O::operation, run: |app, request| Box::pin(run::<O>(app, request)) }
}

async fn run<O: Operation>(app: Arc<App>, request: Arc<Request>) -> Result<ResponseParts, AwsError> {
    let operation = O::operation();
    let mut moment = request.moment(&app, operation);
    // A caller without the right to call does not learn what is wrong with the call.
    let caller = O::Caller::admit(&app, operation, &request, &mut moment).await?;
    let value = read(operation, &request).map_err(|error| error.answer(operation.service))?;
    let resource = resource::of(&app.core.settings, operation, &value);
    caller.allow(&app, operation, &resource, &moment).await?;
    let unbuilt = members::refuse_unbuilt(operation, &value);
    let token = value.get(ACCESS_TOKEN).and_then(Value::as_str).map(ToOwned::to_owned);
    let input = wire::request::typed(value).map_err(|error| error.answer(operation.service))?;
    let served = async {
        region::check(&app, &moment.region, &resource).await?;
        O::check(&app, &input, &moment).and(unbuilt)?;
        let proof = caller.prove(&app, token.as_deref(), &mut moment).await?;
        O::serve(&app, proof, input, &moment).await
    };
    let output = served.await.map_err(|fault| error_of(operation, fault))?;
    let form = AnswerForm::of(operation.service, request.header("accept").unwrap_or_default());
    Ok(wire::encode_typed_in::<O>(form, &output, &request.request_id))
}

/// What is asked, every constraint of the model checked.
fn read(operation: &'static wire::Operation, request: &Request) -> Result<Value, WireError> {
    let value = wire::decode(operation, &request.parts())?;
    wire::check(operation, &value)?;
    Ok(value)
}
