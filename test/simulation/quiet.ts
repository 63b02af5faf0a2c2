// Has to be imported before the handlers: the loggers read it when they are made.
process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
process.env['POWERTOOLS_DEV'] = 'false';
