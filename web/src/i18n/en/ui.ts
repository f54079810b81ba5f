export const ui = {
  close: 'Close',
  minutesShort: '{count} min',
  hoursShort: '{count} h',
  loading: 'Loading',
  tryAgain: 'Try again',
  requestId: 'Request {id}',
  notifications: 'Notifications',
  dismiss: 'Dismiss',
} as const;
