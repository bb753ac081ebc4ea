"""What a training or test shows on the console, beside its complete log file."""

from __future__ import annotations

import logging

LONGEST = 12  # lines
#: How lines begin that OpenMMLab logs for each parameter, or about its own code.
DETAILS = ('paramwise_options -- ', '"FileClient" will be', '"HardDiskBackend" is the')


class ConsoleFilter(logging.Filter):
    """Keep long reports out of the console.

    Before the first step mmengine logs the environment, the config and all hooks, in a
    thousand lines and more. The log file has them. The console names that file instead.

    Args:
        log_file: The log file.
    """

    def __init__(self, log_file: str) -> None:
        super().__init__()
        self.log_file = log_file
        self._announced = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the console shows a message.

        The first message that it does not show is replaced by the name of the file.
        """
        message = record.getMessage()
        is_report = record.levelno <= logging.INFO and message.count('\n') >= LONGEST
        if not (is_report or message.startswith(DETAILS)):
            return True
        if self._announced:
            return False
        self._announced = True
        print(
            f'The environment, the config and all other details are in {self.log_file}'
        )
        return False


def shorten_console(logger: logging.Logger) -> None:
    """Filter the messages of a logger on the console if it writes a file, too."""
    files = [each for each in logger.handlers if isinstance(each, logging.FileHandler)]
    if not files:
        return
    for handler in set(logger.handlers).difference(files):
        if not any(isinstance(each, ConsoleFilter) for each in handler.filters):
            handler.addFilter(ConsoleFilter(files[0].baseFilename))
