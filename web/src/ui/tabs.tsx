import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
  tabs: readonly { value: string; label: ReactNode }[];
  /** Something at the end of the bar, e.g. the button that closes the inspector. */
  end?: ReactNode;
  children: ReactNode;
}

/** A bar of tabs as tall as the other bars, so that hairlines meet. */
export function Tabs({ value, onValueChange, label, tabs, end, children }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onValueChange} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-[var(--bar-height)] shrink-0 items-stretch border-b border-line pr-3 pl-[18px]">
        <Radix.List aria-label={label} className="flex min-w-0 flex-1 gap-[18px] overflow-x-auto">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="-mb-px border-b-[1.5px] border-transparent whitespace-nowrap text-muted hover:text-text data-[state=active]:border-text data-[state=active]:font-current data-[state=active]:text-text focus-visible:-outline-offset-4"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="flex items-center">{end}</div>}
      </div>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Radix.Content value={value} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
      {children}
    </Radix.Content>
  );
}
