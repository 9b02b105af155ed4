//! Where logs go, as requests set it and answers show it.

use app::{Answer, App, Fault, Kind};
use domain::user_pools::user_pool::{
    LogConfiguration, LogSource, LogTarget,
    rules::log_delivery::{self, AskedDelivery},
};
use wire::cognito_idp::{
    CloudWatchLogsConfigurationType, FirehoseConfigurationType, LogConfigurationType,
    LogDeliveryConfigurationType, S3ConfigurationType,
};

use super::named::Names;

const SOURCES: Names<LogSource> =
    Names(&[(LogSource::Notifications, "userNotification"), (LogSource::AuthEvents, "userAuthEvents")]);

/// What a request sets, unless it does not go together or names a target that the server does not have.
pub(super) fn read(app: &App, given: &[LogConfigurationType]) -> Answer<Vec<LogConfiguration>> {
    let asked = given.iter().filter_map(asked).collect();
    let read = log_delivery::read(asked).map_err(|error| Fault::invalid(error.to_string()))?;
    let unknown = read.iter().find(|configuration| !app.user_pools.takes_logs(configuration.target.arn()));
    unknown.map_or(Ok(()), |configuration| Err(no_target(&configuration.target)))?;
    Ok(read)
}

fn no_target(target: &LogTarget) -> Fault {
    let member = match target {
        LogTarget::LogGroup(_) => "CloudWatchLogsConfiguration.LogGroupArn",
        LogTarget::Stream(_) => "FirehoseConfiguration.StreamArn",
        LogTarget::Bucket(_) => "S3Configuration.BucketArn",
    };
    let text =
        format!("LogConfigurations.{member} names a target that the server was not given (--log-targets)");
    Fault::new(Kind::NotImplemented, text)
}

fn asked(given: &LogConfigurationType) -> Option<AskedDelivery> {
    let group = given.cloud_watch_logs_configuration.as_ref().map(|group| group.log_group_arn.clone());
    let stream = given.firehose_configuration.as_ref().map(|stream| stream.stream_arn.clone());
    let bucket = given.s3_configuration.as_ref().map(|bucket| bucket.bucket_arn.clone());
    // One that names no ARN is as good as none.
    let targets = [
        group.flatten().map(LogTarget::LogGroup),
        stream.flatten().map(LogTarget::Stream),
        bucket.flatten().map(LogTarget::Bucket),
    ];
    Some(AskedDelivery {
        source: SOURCES.value(&given.event_source)?,
        level: given.log_level.clone(),
        targets: targets.into_iter().flatten().collect(),
    })
}

/// Where the logs of a pool go.
pub(super) fn shown(pool_id: String, set: &[LogConfiguration]) -> LogDeliveryConfigurationType {
    LogDeliveryConfigurationType { log_configurations: set.iter().map(one).collect(), user_pool_id: pool_id }
}

fn one(LogConfiguration { source, target }: &LogConfiguration) -> LogConfigurationType {
    let arn = Some(target.arn().to_owned());
    let (mut group, mut stream, mut bucket) = (None, None, None);
    match target {
        LogTarget::LogGroup(_) => group = Some(CloudWatchLogsConfigurationType { log_group_arn: arn }),
        LogTarget::Stream(_) => stream = Some(FirehoseConfigurationType { stream_arn: arn }),
        LogTarget::Bucket(_) => bucket = Some(S3ConfigurationType { bucket_arn: arn }),
    }
    LogConfigurationType {
        cloud_watch_logs_configuration: group,
        event_source: SOURCES.name(*source),
        firehose_configuration: stream,
        log_level: source.level().to_owned(),
        s3_configuration: bucket,
    }
}
