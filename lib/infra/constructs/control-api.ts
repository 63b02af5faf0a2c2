import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { API_ROUTES, type ApiRoute } from '#application/contracts/api/routes.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ControlApiProps {
  /** Name that the console shows. */
  readonly name: string;
  /** Answers every route. */
  readonly handler: ServiceFunction;
  /** How long the access log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** What becomes of the access log when the stack is deleted. */
  readonly logRemoval: RemovalPolicy;
}

/** Requests per second, and at once: people and scripts, not a crowd. */
const THROTTLE = { rateLimit: 20, burstLimit: 40 };

/**
 * The HTTP API that operates sessions. `GET /health`, which says nothing but a status, and the API's own document are open, the webhook is to
 * whoever has a strategy's token; all else is signed.
 */
export class ControlApi extends Construct {
  readonly api: apigateway.HttpApi;
  /** Base URL of the routes. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ControlApiProps) {
    super(scope, id);
    this.api = new apigateway.HttpApi(this, 'Api', { apiName: props.name, createDefaultStage: false });
    const integration = new HttpLambdaIntegration('Handler', props.handler.target);
    const authorizer = new HttpIamAuthorizer();
    for (const [key, route] of Object.entries<ApiRoute>(API_ROUTES)) {
      const [method = '', path = ''] = key.split(' ');
      const methods = [apigateway.HttpMethod[method as keyof typeof apigateway.HttpMethod]];
      if (route.isOpen !== true) this.api.addRoutes({ path, methods, integration, authorizer });
      else for (const open of this.api.addRoutes({ path, methods, integration })) acknowledgeOpen(open);
    }
    this.url = this.addStage(props).url;
  }

  private addStage(props: ControlApiProps): apigateway.HttpStage {
    const logGroup = new logs.LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: props.logRemoval,
    });
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new apigateway.LogGroupLogDestination(logGroup), format: ACCESS_LOG_FORMAT },
    });
  }
}

function acknowledgeOpen(route: apigateway.HttpRoute): void {
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Health: uptime checks call it unsigned, it answers one word and reads one record. The document: it is in the sources. The webhook: its senders cannot sign, the handler asks for the token of the strategy before anything else.',
  });
}

/** Who asked for what, and what came of it; neither headers nor bodies. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    caller: '$context.identity.userArn',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    latency: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);
