//! What all operations share: who may call, what is acted on, and the way from a request to an answer.

use std::{pin::Pin, sync::Arc};

use app::{Answer, App};
use domain::Moment;
use wire::{AnswerForm, AwsError, ResponseParts, Typed, WireError};

use crate::{
    api::{caller::Caller, fault::error_of, members, region},
    doors::request::Request,
};

/// An operation that is built.
pub(crate) trait Operation: Typed + 'static {
    /// Who may call it.
    type Caller: Caller;

    /// The ARN of what it acts on; `*` for what has none.
    fn resource(_: &App, _: &Self::Input) -> String {
        "*".to_owned()
    }

    /// Refuses what AWS refuses of the request by itself. A mistake is told before what is not built here.
    fn check(_: &App, _: &Self::Input, _: &Moment) -> Answer<()> {
        Ok(())
    }

    /// Serves it.
    async fn serve(
        app: &App,
        caller: Self::Caller,
        input: Self::Input,
        moment: &Moment,
    ) -> Answer<Self::Output>;
}

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
    // Who may not call learns nothing of what is wrong with the call.
    let caller = O::Caller::admit(&app, operation, &request, &mut moment).await?;
    let (input, unbuilt) = read::<O>(&request).map_err(|error| error.answer(operation.service))?;
    let resource = O::resource(&app, &input);
    caller.allow(&app, operation, &resource, &moment).await?;
    region::check(&moment.region, &resource)
        .and_then(|()| O::check(&app, &input, &moment))
        .and(unbuilt)
        .map_err(|fault| error_of(operation, fault))?;
    let output = O::serve(&app, caller, input, &moment).await.map_err(|fault| error_of(operation, fault))?;
    let form = AnswerForm::of(operation.service, request.header("accept").unwrap_or_default());
    Ok(wire::encode_typed_in::<O>(form, &output, &request.request_id))
}

/// What is asked, and whether a part of it is not built.
fn read<O: Operation>(request: &Request) -> Result<(O::Input, Answer<()>), WireError> {
    let (operation, parts) = (O::operation(), request.parts());
    let value = wire::decode(operation, &parts)?;
    wire::check(operation, &value)?;
    let unbuilt = members::refuse_unbuilt(operation, &value);
    Ok((wire::request::typed(value)?, unbuilt))
}
